import DeviceCore
import LocalFiles

/// A file that its owner alone can read, and that is there as a whole or not at all.
enum PrivateFile {
    /// Writes the file in the place of one that has its name.
    static func write(_ bytes: [UInt8], to path: String) throws(Failure) {
        do throws(FileFailure) {
            try Files.replace(path, bytes)
        } catch {
            throw Failure(.unwritableFile, ["path": path])
        }
    }
}
