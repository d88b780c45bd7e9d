package import Foundation
import LocalFiles
import Primitives

/// A file that its owner alone may read.
package enum PrivateFile {
    /// Whose a file is that root makes.
    package enum Owner: Sendable {
        /// The owner of the folder that it is made in, so that a command of root leaves a service nothing that it may
        /// not read.
        case folder
        /// Whoever makes it.
        case maker
    }

    /// Makes a file that is complete on the disk or not there at all; false if it is there already or cannot be made.
    static func create(_ path: String, contents: Data) -> Bool {
        // A link, unlike a rename, fails where the name is taken.
        write(path, contents: contents) { temporary in unsafe link(temporary, path) == 0 }
    }

    /// Makes a file, or puts a new one in its place: whoever opens it finds all of the old one or all of the new one.
    package static func replace(_ path: String, contents: Data, for owner: Owner = .folder) -> Bool {
        write(path, contents: contents, for: owner) { temporary in unsafe rename(temporary, path) == 0 }
    }

    private static func write(
        _ path: String,
        contents: Data,
        for owner: Owner = .folder,
        place: (_ temporary: String) -> Bool
    ) -> Bool {
        let folder = Files.parent(of: path)
        let temporary = "\(path).\(randomBytes(count: 8).hexadecimal).new"
        let file = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { return false }
        defer { unsafe unlink(temporary) }
        if owner == .folder { handOver(file, toOwnerOf: folder) }
        let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
        do {
            try handle.write(contentsOf: contents)
            try handle.synchronize()
            try handle.close()
        } catch {
            return false
        }
        return place(temporary) && synchronizeFolder(folder)
    }

    /// Makes a folder, and those above it, that the owner alone may enter; one that is there stays as it is.
    static func createFolder(_ path: String) -> Bool {
        let isThere = Files.exists(path)
        guard (try? Files.makeFolders(path)) != nil else { return false }
        guard !isThere else { return true }
        let made = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
        guard made >= 0 else { return false }
        defer { close(made) }
        handOver(made, toOwnerOf: Files.parent(of: path))
        return true
    }

    /// Gives what root has just made to the owner of a folder; anyone else's files are that user's already.
    static func handOver(_ file: Int32, toOwnerOf folder: String) {
        guard geteuid() == 0 else { return }
        var status = stat()
        guard unsafe stat(folder, &status) == 0, status.st_uid != 0 else { return }
        _ = fchown(file, status.st_uid, status.st_gid)
    }

    private static func synchronizeFolder(_ path: String) -> Bool {
        let folder = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { return false }
        defer { close(folder) }
        return fsync(folder) == 0
    }
}
