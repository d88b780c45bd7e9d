import DeviceCore
import LocalFiles

/// A file that its owner alone can read, and that is there as a whole or not at all.
enum PrivateFile {
    /// Writes the file; one that has its name already is replaced only where `force` says so.
    static func write(_ bytes: [UInt8], to path: String, force: Bool) throws(Failure) {
        try refuseExisting(path, force: force)
        do throws(FileFailure) {
            try Files.replace(path, bytes)
        } catch {
            throw Failure(.unwritableFile, ["path": path])
        }
    }

    /// Throws where there is a file of this name already, unless `force` says that it may go.
    static func refuseExisting(_ path: String, force: Bool) throws(Failure) {
        // A folder is told of by whoever writes.
        let isFolder = (try? Files.status(of: path).isFolder) == true
        guard force || isFolder || !Files.exists(path) else { throw Failure(.fileExists, ["path": path]) }
    }
}
