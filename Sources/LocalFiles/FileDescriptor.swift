import Synchronization

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#endif

/// An open file, which is closed when the last use of it ends.
struct FileDescriptor: ~Copyable {
    let number: Int32

    /// Opens a file, made with mode 0600 where `flags` say so; `folder` is what a relative path is relative to.
    static func open(
        _ path: String,
        _ flags: Int32,
        in folder: Int32 = AT_FDCWD
    ) throws(FileFailure) -> FileDescriptor {
        while true {
            let number = unsafe openat(folder, path, flags | O_CLOEXEC, 0o600)
            if number >= 0 { return FileDescriptor(number: number) }
            guard errno == EINTR else { throw .current }
        }
    }

    private init(number: Int32) {
        self.number = number
    }

    deinit {
        _ = close(number)
    }

    /// The number, which is the caller's to close from now on.
    consuming func take() -> Int32 {
        let number = number
        discard self
        return number
    }

    func status() throws(FileFailure) -> FileStatus {
        var found = stat()
        guard unsafe fstat(number, &found) == 0 else { throw .current }
        return FileStatus(found)
    }

    func checkRegular() throws(FileFailure) {
        let status = try status()
        guard status.isRegular else { throw FileFailure(code: status.isFolder ? EISDIR : EINVAL) }
    }

    func readRegular(limit: Int) throws(FileFailure) -> [UInt8] {
        try checkRegular()
        let size = try status().size
        guard size <= limit else { throw FileFailure(code: EFBIG) }
        return try read(count: size)
    }

    /// The bytes from here on, `count` or as many as there are.
    func read(count: Int) throws(FileFailure) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var offset = 0
        while offset < count {
            let found = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe Self.read(number, UnsafeMutableRawBufferPointer(rebasing: buffer[offset...]))
            }
            if found < 0 && errno == EINTR { continue }
            guard found >= 0 else { throw .current }
            guard found > 0 else { break }
            offset += found
        }
        return offset == count ? bytes : Array(bytes[..<offset])
    }

    func write(_ bytes: [UInt8], waiting: Bool) throws(FileFailure) {
        var offset = 0
        while offset < bytes.count {
            let written = unsafe bytes[offset...].withUnsafeBytes { buffer in unsafe Self.write(number, buffer) }
            if written < 0 && errno == EINTR { continue }
            guard written >= 0 else { throw .current }
            guard written > 0 else { throw FileFailure(code: EIO) }
            offset += written
        }
        if waiting { try synchronise() }
    }

    /// Waits until the disk has it, where the file system can say so.
    func synchronise() throws(FileFailure) {
        #if canImport(Darwin)
            // There `fsync` leaves the bytes in the disk's own cache.
            if fcntl(number, F_FULLFSYNC) == 0 { return }
        #endif
        while fsync(number) != 0 {
            let failure = FileFailure.current
            if failure.code == EINTR { continue }
            // FUSE and network file systems may not know it; trying again would never help.
            guard [EINVAL, ENOTTY, ENOTSUP, EOPNOTSUPP, ENOSYS].contains(failure.code) else { throw failure }
            let isFolder = try status().isFolder
            if !isFolder { Files.unconfirmed.store(true, ordering: .relaxed) }
            return
        }
    }

    static func read(_ number: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
        #if canImport(Darwin)
            unsafe Darwin.read(number, buffer.baseAddress, buffer.count)
        #elseif canImport(Glibc)
            unsafe Glibc.read(number, buffer.baseAddress, buffer.count)
        #elseif canImport(Musl)
            unsafe Musl.read(number, buffer.baseAddress, buffer.count)
        #else
            unsafe Android.read(number, buffer.baseAddress, buffer.count)
        #endif
    }

    static func write(_ number: Int32, _ buffer: UnsafeRawBufferPointer) -> Int {
        #if canImport(Darwin)
            unsafe Darwin.write(number, buffer.baseAddress, buffer.count)
        #elseif canImport(Glibc)
            unsafe Glibc.write(number, buffer.baseAddress, buffer.count)
        #elseif canImport(Musl)
            unsafe Musl.write(number, buffer.baseAddress, buffer.count)
        #else
            unsafe Android.write(number, buffer.baseAddress, buffer.count)
        #endif
    }
}

extension Files {
    static let unconfirmed = Atomic(false)

    /// Whether this process has written to a file system that cannot say when the disk has a file.
    package static var hasUnconfirmed: Bool { unconfirmed.load(ordering: .relaxed) }
}
