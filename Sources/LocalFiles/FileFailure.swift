#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#endif

/// The error number of a system call that failed.
package struct FileFailure: Error, Sendable, Equatable {
    /// For example `ENOENT`.
    package let code: Int32

    /// A failure with a known number.
    package init(code: Int32) {
        self.code = code
    }

    /// Whether a file is longer than it may be.
    package var isTooLong: Bool { code == EFBIG }

    /// Whether the file system gives a file one name only.
    package var meansNoSecondNames: Bool {
        [EPERM, ENOTSUP, EOPNOTSUPP, ENOSYS, EMLINK].contains(code)
    }

    /// Whether a link, a pipe or a device stands where a regular file or a folder should be.
    package var meansForeignObject: Bool {
        [ELOOP, EINVAL, ENXIO, EISDIR, ENOTDIR].contains(code)
    }

    /// The number that the last system call left behind.
    static var current: FileFailure { FileFailure(code: errno) }
}
