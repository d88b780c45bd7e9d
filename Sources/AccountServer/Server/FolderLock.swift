import Foundation

/// Keeps a second process from serving a folder; the system gives it back when this value goes, or the process ends.
package final class FolderLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock of a file, which is made where it is missing, or throws ``DataFolderError/inUse(folder:)``.
    init(path: String, folder: String) throws(DataFolderError) {
        let flags = O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK
        var file = unsafe open(path, flags | O_CREAT | O_EXCL, 0o600)
        if file >= 0 {
            PrivateFile.handOver(file, toOwnerOf: folder)
        } else {
            // One that is there is not given away: it may be a link to a file of someone else.
            file = unsafe open(path, flags)
        }
        guard file >= 0 else { throw .unreadable(folder: folder) }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            close(file)
            throw .inUse(folder: folder)
        }
        descriptor = file
    }

    deinit {
        close(descriptor)
    }
}
