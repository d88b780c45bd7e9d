import Encodings
import LocalFiles
import Primitives

/// The mark beside the vault by which programs see that another one has locked it.
extension FolderVaultStore {
    private static let lockMarkLength = 16

    package var lockMark: [UInt8] {
        (try? Files.read(home.lockMark, limit: Self.lockMarkLength)) ?? []
    }

    /// Replaces the mark in one step.
    ///
    /// The disk is not waited for: no program that keeps a key outlives the system.
    package func changeLockMark() throws(VaultError) {
        let lock = try lock()
        let new = home.directory + "/" + AtomicFile.temporaryPrefix + Hex.encode(randomBytes(count: 16))
        do throws(FileFailure) {
            try Files.create(new, randomBytes(count: Self.lockMarkLength), waiting: false)
            try Files.move(new, to: home.lockMark)
        } catch {
            try? Files.remove(new)
            throw .files(VaultFilesError(writing: error))
        }
        _ = consume lock
    }
}
