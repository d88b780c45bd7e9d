import Foundation

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

    /// Whether the file system gives a file one name only.
    package var meansNoSecondNames: Bool {
        [EPERM, ENOTSUP, EOPNOTSUPP, ENOSYS, EMLINK].contains(code)
    }

    /// The number that the last system call left behind.
    static var current: FileFailure { FileFailure(code: errno) }
}

/// The system calls for files, each of which reports its error number.
///
/// New files belong to their user alone (mode 0600, folders 0700).
package enum Files {
    /// What is known of a file without opening it.
    package struct Status: Sendable {
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
    }

    /// The status of the file that `path` leads to.
    package static func status(of path: String) throws(FileFailure) -> Status {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { throw .current }
        return make(status)
    }

    /// The bytes of a regular file, at most `limit`: a longer file is refused with `EFBIG` before anything is read.
    package static func read(_ path: String, limit: Int) throws(FileFailure) -> [UInt8] {
        let descriptor = try open(path, O_RDONLY)
        defer { _ = close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw .current }
        let known = make(status)
        guard known.isRegular else { throw FileFailure(code: known.isFolder ? EISDIR : EINVAL) }
        guard known.size <= limit else { throw FileFailure(code: EFBIG) }
        return try readBytes(descriptor, count: known.size)
    }

    /// The first bytes of a file, `count` or as many as it has.
    package static func readStart(of path: String, count: Int) throws(FileFailure) -> [UInt8] {
        let descriptor = try open(path, O_RDONLY)
        defer { _ = close(descriptor) }
        return try readBytes(descriptor, count: count)
    }

    /// Writes a new file and waits until the disk has it; fails with `EEXIST` where there is a file already.
    ///
    /// What may be lost with the power need not be waited for.
    package static func create(_ path: String, _ bytes: [UInt8], waiting: Bool = true) throws(FileFailure) {
        let descriptor = try open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW)
        defer { _ = close(descriptor) }
        var offset = 0
        while offset < bytes.count {
            let written = unsafe bytes[offset...].withUnsafeBytes { buffer in
                unsafe write(descriptor, buffer.baseAddress, buffer.count)
            }
            if written < 0 && errno == EINTR { continue }
            guard written >= 0 else { throw .current }
            guard written > 0 else { throw FileFailure(code: EIO) }
            offset += written
        }
        if waiting { try synchronise(descriptor) }
    }

    /// Gives a file a second name; fails with `EEXIST` where the name is taken.
    package static func link(_ path: String, to new: String) throws(FileFailure) {
        #if canImport(Darwin)
            let status = unsafe Darwin.link(path, new)
        #elseif canImport(Glibc)
            let status = unsafe Glibc.link(path, new)
        #elseif canImport(Musl)
            let status = unsafe Musl.link(path, new)
        #else
            let status = unsafe Android.link(path, new)
        #endif
        guard status == 0 else { throw .current }
    }

    /// Gives a file another name and replaces the file that had it, in one step.
    package static func move(_ path: String, to new: String) throws(FileFailure) {
        guard unsafe rename(path, new) == 0 else { throw .current }
    }

    /// Removes a file; one that is gone already is no failure.
    package static func remove(_ path: String) throws(FileFailure) {
        guard unsafe unlink(path) == 0 || errno == ENOENT else { throw .current }
    }

    /// Makes a folder for its user alone; one that exists already is no failure.
    package static func makeFolder(_ path: String) throws(FileFailure) {
        guard unsafe mkdir(path, 0o700) == 0 || errno == EEXIST else { throw .current }
    }

    /// Waits until the disk has the names in a folder.
    package static func synchroniseFolder(_ path: String) throws(FileFailure) {
        let descriptor = try open(path, O_RDONLY | O_DIRECTORY)
        defer { _ = close(descriptor) }
        do throws(FileFailure) {
            try synchronise(descriptor)
        } catch {
            // Some network file systems cannot synchronise a folder.
            guard error.code == EINVAL || error.code == ENOTSUP else { throw error }
        }
    }

    /// The names in a folder.
    package static func names(in folder: String) throws(FileFailure) -> [String] {
        _ = try status(of: folder)
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder)
        } catch {
            let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
            throw FileFailure(code: cause?.domain == NSPOSIXErrorDomain ? Int32(cause?.code ?? 0) : EACCES)
        }
    }

    /// Opens the file, made if it is not there, and takes its lock at once or returns nil; closing gives it back.
    static func openLocked(_ path: String) throws(FileFailure) -> Int32? {
        let descriptor = try open(path, O_RDWR | O_CREAT | O_NOFOLLOW)
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return descriptor }
        let failure = FileFailure.current
        _ = close(descriptor)
        guard failure.code == EWOULDBLOCK || failure.code == EINTR else { throw failure }
        return nil
    }

    static func closeLocked(_ descriptor: Int32) {
        _ = close(descriptor)
    }

    private static func open(_ path: String, _ flags: Int32) throws(FileFailure) -> Int32 {
        while true {
            let descriptor = openFile(path, flags | O_CLOEXEC)
            if descriptor >= 0 { return descriptor }
            guard errno == EINTR else { throw .current }
        }
    }

    private static func openFile(_ path: String, _ flags: Int32) -> Int32 {
        #if canImport(Darwin)
            unsafe Darwin.open(path, flags, 0o600)
        #elseif canImport(Glibc)
            unsafe Glibc.open(path, flags, 0o600)
        #elseif canImport(Musl)
            unsafe Musl.open(path, flags, 0o600)
        #else
            unsafe Android.open(path, flags, 0o600)
        #endif
    }

    private static func readBytes(_ descriptor: Int32, count: Int) throws(FileFailure) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var offset = 0
        while offset < count {
            let found = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe readSome(descriptor, UnsafeMutableRawBufferPointer(rebasing: buffer[offset...]))
            }
            if found < 0 && errno == EINTR { continue }
            guard found >= 0 else { throw .current }
            guard found > 0 else { break }
            offset += found
        }
        return offset == count ? bytes : Array(bytes[..<offset])
    }

    private static func readSome(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
        #if canImport(Darwin)
            unsafe Darwin.read(descriptor, buffer.baseAddress, buffer.count)
        #elseif canImport(Glibc)
            unsafe Glibc.read(descriptor, buffer.baseAddress, buffer.count)
        #elseif canImport(Musl)
            unsafe Musl.read(descriptor, buffer.baseAddress, buffer.count)
        #else
            unsafe Android.read(descriptor, buffer.baseAddress, buffer.count)
        #endif
    }

    private static func synchronise(_ descriptor: Int32) throws(FileFailure) {
        #if canImport(Darwin)
            // There `fsync` leaves the bytes in the disk's own cache.
            if fcntl(descriptor, F_FULLFSYNC) == 0 { return }
        #endif
        while fsync(descriptor) != 0 {
            guard errno == EINTR else { throw .current }
        }
    }

    private static func make(_ status: stat) -> Status {
        let mode = UInt32(status.st_mode)
        #if canImport(Darwin)
            let modified = status.st_mtimespec.tv_sec
        #else
            let modified = status.st_mtim.tv_sec
        #endif
        return Status(
            mode: mode & 0o7777,
            size: Int(status.st_size),
            modified: Int(modified),
            isFolder: mode & UInt32(S_IFMT) == UInt32(S_IFDIR),
            isRegular: mode & UInt32(S_IFMT) == UInt32(S_IFREG)
        )
    }
}
