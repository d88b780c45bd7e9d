package import Primitives

/// A length in front of the contents and zeros behind them, which hide the length from outside.
package enum Padding {
    /// `start` and `contents` between their length in four bytes and zeros up to `length` bytes in all.
    package static func add(to contents: SecretPart, behind start: [UInt8] = [], length: Int) -> SecretBytes {
        let count = start.count + contents.count
        precondition(length >= count + 4, "no room for the contents")
        var prefix: [UInt8] = []
        prefix.appendInteger(UInt32(count))
        return SecretBytes(concatenating: prefix, start, contents, paddedTo: length)
    }

    /// The contents, or nil where the length is too great or something else than zeros follows them.
    package static func remove(from padded: SecretBytes) -> SecretPart? {
        guard padded.count >= 4 else { return nil }
        var reader = BinaryReader(padded.slice(0..<4).exposedBytes())
        guard let length = reader.integer(UInt32.self).flatMap({ Int(exactly: $0) }), length <= padded.count - 4 else {
            return nil
        }
        let end = 4 + length
        guard padded.part(end..<padded.count).isZero else { return nil }
        return padded.part(4..<end)
    }
}
