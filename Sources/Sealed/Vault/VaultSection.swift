import Primitives

/// What is sealed apart: the two parts of a vault, in the order of the file, and the note beside it.
enum VaultSection: String {
    case portable
    case deviceBound = "device-bound"
    case backupNote = "backup-note"

    /// Lengths are rounded up to this, so that they say little about the contents.
    static let step = 4096

    /// How much longer a section is than its padded contents.
    static let overhead = XChaCha20Poly1305.nonceLength + 4 + XChaCha20Poly1305.tagLength

    /// Contents as a section holds them.
    static func padded(_ json: SecretBytes) throws(VaultFormatError) -> SecretBytes {
        guard json.count <= VaultFile.lengthLimit else { throw .tooLarge }
        return Padding.add(to: json.whole, length: (4 + json.count + step - 1) / step * step)
    }

    /// Appends the section with its nonce and length to a file, bound to everything before the sections.
    func seal(
        _ plaintext: SecretBytes,
        key: SecretBytes,
        start: [UInt8],
        appendingTo file: inout [UInt8]
    ) throws(VaultFormatError) {
        let nonce = randomBytes(count: XChaCha20Poly1305.nonceLength)
        file += nonce
        file.appendInteger(UInt32(plaintext.count + XChaCha20Poly1305.tagLength))
        do throws(PrimitiveError) {
            try XChaCha20Poly1305.seal(
                plaintext,
                key: key,
                nonce: nonce,
                additionalData: start + Array(rawValue.utf8),
                appendingTo: &file
            )
        } catch {
            throw .damaged
        }
    }

    /// The padded contents of the section at the reader's position.
    func open(
        from reader: inout BinaryReader,
        key: SecretBytes,
        start: [UInt8]
    ) throws(VaultFormatError) -> SecretBytes {
        guard
            let nonce = reader.take(XChaCha20Poly1305.nonceLength),
            let length = reader.integer(UInt32.self),
            let sealed = reader.lend(Int(clamping: length)),
            let plaintext = try? XChaCha20Poly1305.open(
                sealed,
                key: key,
                nonce: nonce,
                additionalData: start + Array(rawValue.utf8)
            )
        else { throw .damaged }
        return plaintext
    }
}
