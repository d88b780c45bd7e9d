package import Foundation
import Sodium

/// A file that its owner alone may read.
package enum PrivateFile {
    /// Makes a file that is complete on the disk or not there at all; false if it is there already or cannot be made.
    static func create(_ path: String, contents: Data) -> Bool {
        // A link, unlike a rename, fails where the name is taken.
        write(path, contents: contents) { temporary in unsafe link(temporary, path) == 0 }
    }

    /// Makes a file, or puts a new one in its place: whoever opens it finds all of the old one or all of the new one.
    package static func replace(_ path: String, contents: Data) -> Bool {
        write(path, contents: contents) { temporary in unsafe rename(temporary, path) == 0 }
    }

    private static func write(_ path: String, contents: Data, place: (_ temporary: String) -> Bool) -> Bool {
        let temporary = "\(path).\(randomBytes(count: 8).hexadecimal).new"
        let file = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { return false }
        defer { unsafe unlink(temporary) }
        let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
        do {
            try handle.write(contentsOf: contents)
            try handle.synchronize()
            try handle.close()
        } catch {
            return false
        }
        return place(temporary) && synchronizeFolder((path as NSString).deletingLastPathComponent)
    }

    /// Makes a folder, and those above it, that the owner alone may enter; one that is there stays as it is.
    static func createFolder(_ path: String) -> Bool {
        let attributes: [FileAttributeKey: Any] = [.posixPermissions: 0o700]
        let manager = FileManager.default
        return (try? manager.createDirectory(atPath: path, withIntermediateDirectories: true, attributes: attributes))
            != nil
    }

    private static func synchronizeFolder(_ path: String) -> Bool {
        let folder = unsafe open(path.isEmpty ? "." : path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { return false }
        defer { close(folder) }
        return fsync(folder) == 0
    }
}
