import Foundation
package import Sodium

/// The two sealed parts of a vault, in the order of the file.
enum VaultSection: String, CaseIterable {
    case portable
    case deviceBound = "device-bound"

    /// Lengths are rounded up to this, so that they say little about the contents.
    static let step = 4096

    /// The section with its nonce and length, bound to everything before the sections.
    func seal(_ json: SecretBytes, key: SecretBytes, start: [UInt8]) throws(VaultError) -> [UInt8] {
        guard json.count <= VaultFile.lengthLimit else { throw .tooLarge }
        let length = (4 + json.count + Self.step - 1) / Self.step * Self.step
        let plaintext = Padding.add(to: json, length: length)
        let nonce = randomBytes(count: XChaCha20Poly1305.nonceLength)
        do throws(SodiumError) {
            let sealed = try XChaCha20Poly1305.seal(
                plaintext,
                key: key,
                nonce: nonce,
                additionalData: start + Array(rawValue.utf8)
            )
            var bytes = nonce
            bytes.appendInteger(UInt32(sealed.count))
            return bytes + sealed
        } catch {
            throw .damaged
        }
    }

    /// What the section at the reader's position holds.
    func open(from reader: inout BinaryReader, key: SecretBytes, start: [UInt8]) throws(VaultError) -> SecretBytes {
        guard
            let nonce = reader.take(XChaCha20Poly1305.nonceLength),
            let length = reader.integer(UInt32.self),
            let sealed = reader.take(Int(length)),
            let plaintext = try? XChaCha20Poly1305.open(
                sealed,
                key: key,
                nonce: nonce,
                additionalData: start + Array(rawValue.utf8)
            ),
            let json = Padding.remove(from: plaintext)
        else { throw .damaged }
        return json
    }
}

/// A length in front of the contents and zeros behind them, which hide the length from outside.
package enum Padding {
    /// `contents` between its length in four bytes and zeros up to `length` bytes in all.
    package static func add(to contents: SecretBytes, length: Int) -> SecretBytes {
        precondition(length >= contents.count + 4, "no room for the contents")
        var prefix: [UInt8] = []
        prefix.appendInteger(UInt32(contents.count))
        return SecretBytes(
            concatenating: [prefix, contents, [UInt8](repeating: 0, count: length - contents.count - 4)]
        )
    }

    /// The contents, or nil where the length is too great or something else than zeros follows them.
    package static func remove(from padded: SecretBytes) -> SecretBytes? {
        guard padded.count >= 4 else { return nil }
        var reader = BinaryReader(padded.slice(0..<4).exposedBytes())
        guard let length = reader.integer(UInt32.self), Int(length) <= padded.count - 4 else { return nil }
        let end = 4 + Int(length)
        let rest = padded.slice(end..<padded.count)
        guard rest == SecretBytes(copying: [UInt8](repeating: 0, count: rest.count)) else { return nil }
        return padded.slice(4..<end)
    }
}
