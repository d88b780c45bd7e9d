#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#endif

extension Files {
    /// The longest secret that is taken from a file.
    package static let secretLimit = 4096

    /// A secret that the user keeps in a file or sends through a pipe; the caller wipes it.
    ///
    /// The mark that some editors put in front is not part of it, nor is one newline at the end.
    package static func readSecret(_ path: String) throws(FileFailure) -> [UInt8] {
        // The mark and the newline are not part of the secret.
        var bytes = try readGiven(path, limit: secretLimit + 5)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        guard bytes.count <= secretLimit else { throw FileFailure(code: EFBIG) }
        return bytes
    }
}
