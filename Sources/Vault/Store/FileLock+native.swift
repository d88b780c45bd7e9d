import LocalFiles

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#endif

/// Keeps other writers away, in this process and in others, until it is released.
struct FileLock: ~Copyable {
    private let descriptor: Int32

    /// Waits for the lock at most as long as `patience`.
    init(_ path: String, patience: Duration) throws(VaultFilesError) {
        let start = ContinuousClock.now
        while true {
            do throws(FileFailure) {
                if let descriptor = try Files.openLocked(path) {
                    self.descriptor = descriptor
                    return
                }
            } catch {
                throw VaultFilesError(writing: error)
            }
            guard ContinuousClock.now - start < patience else { throw .busy }
            usleep(2000)
        }
    }

    deinit {
        Files.closeLocked(descriptor)
    }
}
