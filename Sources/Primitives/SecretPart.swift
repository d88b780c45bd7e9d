/// Some of the bytes of a secret, all of which it keeps alive.
package struct SecretPart: Sendable, ByteSource {
    private let whole: SecretBytes
    private let range: Range<Int>

    /// Takes a range within the secret.
    init(whole: SecretBytes, range: Range<Int>) {
        self.whole = whole
        self.range = range
    }

    /// The number of bytes.
    package var count: Int { range.count }

    /// Whether all bytes are zero.
    package var isZero: Bool {
        guard let start = withUnsafeBytes({ $0.first }) else { return true }
        // Where the first byte is zero and each equals the next, all are.
        return start == 0 && constantTimeEqual(whole.part(range.dropFirst()), whole.part(range.dropLast()))
    }

    /// Returns a copy that the caller must wipe, for encoders that take nothing else.
    package func exposedBytes() -> [UInt8] {
        withUnsafeBytes { [UInt8]($0) }
    }

    /// Returns the bytes in `range`, which must lie inside `0..<count`, without a copy.
    package func part(_ part: Range<Int>) -> SecretPart {
        precondition(part.lowerBound >= 0 && part.upperBound <= count, "part outside the part")
        return whole.part(range.lowerBound + part.lowerBound..<range.lowerBound + part.upperBound)
    }

    /// Lends the bytes to `body`, which may not keep them.
    package func withUnsafeBytes<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
        try whole.withUnsafeBytes { bytes throws(E) in try body(UnsafeRawBufferPointer(rebasing: bytes[range])) }
    }

    package func withBytes<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R { withUnsafeBytes(body) }
}
