/// Bytes in one piece that are lent for a moment: arrays, their slices, secrets.
///
/// Foundation's `ContiguousBytes` is the same for what throws, which a portable protocol cannot say.
package protocol ByteSource {
    /// Lends the bytes to `body`, which may not keep them.
    func withBytes<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R
}

extension Array: ByteSource where Element == UInt8 {
    package func withBytes<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R { withUnsafeBytes(body) }
}

extension ArraySlice: ByteSource where Element == UInt8 {
    package func withBytes<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R { withUnsafeBytes(body) }
}
