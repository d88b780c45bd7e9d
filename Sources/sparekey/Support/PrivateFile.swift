import DeviceCore
import Foundation
import Vault

/// A file that its owner alone can read, and that is there as a whole or not at all.
enum PrivateFile {
    /// Writes the file in the place of one that has its name.
    static func write(_ bytes: [UInt8], to path: String) throws(Failure) {
        let folder = URL(filePath: path).deletingLastPathComponent().path(percentEncoded: false)
        let new = folder + "/.sparekey-" + UUID().uuidString
        do throws(FileFailure) {
            try Files.create(new, bytes)
            do throws(FileFailure) {
                try Files.move(new, to: path)
                try Files.synchroniseFolder(folder)
            } catch {
                try? Files.remove(new)
                throw error
            }
        } catch {
            throw Failure(.unwritableFile, ["path": path])
        }
    }
}
