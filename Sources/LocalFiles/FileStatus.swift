#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#endif

/// What is known of a file without reading it.
package struct FileStatus: Sendable {
    /// The permission bits.
    package let mode: UInt32
    /// The length in bytes.
    package let size: Int
    /// When it was last written, seconds since 1970.
    package let modified: Int
    /// Whether it is a folder.
    package let isFolder: Bool
    /// Whether it is a regular file.
    package let isRegular: Bool
    /// Its number on its file system.
    package let number: UInt64
    /// The device that its file system is on.
    package let device: UInt64
    /// The user to whom it belongs.
    package let owner: UInt32
    /// The group to which it belongs.
    package let group: UInt32
    /// Whether it belongs to the user of this process, and nobody else may do anything with it.
    package let isPrivate: Bool

    init(_ status: stat) {
        let bits = UInt32(status.st_mode)
        #if canImport(Darwin)
            modified = status.st_mtimespec.tv_sec
        #else
            modified = Int(status.st_mtim.tv_sec)
        #endif
        mode = bits & 0o7777
        size = Int(status.st_size)
        isFolder = bits & UInt32(S_IFMT) == UInt32(S_IFDIR)
        isRegular = bits & UInt32(S_IFMT) == UInt32(S_IFREG)
        number = UInt64(status.st_ino)
        device = UInt64(truncatingIfNeeded: status.st_dev)
        owner = UInt32(status.st_uid)
        group = UInt32(status.st_gid)
        isPrivate = status.st_uid == geteuid() && bits & 0o077 == 0
    }
}
