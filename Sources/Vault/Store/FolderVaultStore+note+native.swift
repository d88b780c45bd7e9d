import Encodings
import LocalFiles
import Primitives
import Sealed

/// The note beside the vault, which spares a backup from writing the whole vault again.
extension FolderVaultStore {
    /// The bytes of the note; nil where there is none that could be read.
    func readNote() -> [UInt8]? {
        try? Files.read(home.backupNote, limit: BackupNote.lengthLimit)
    }

    /// Replaces the note in one step.
    ///
    /// It is neither read back nor waited for until the disk has it: what it says can be found out again.
    package func commitNote(_ note: [UInt8], replacing version: VaultVersion) throws(VaultError) {
        let lock = try lock()
        try check(version)
        let new = home.directory + "/" + AtomicFile.temporaryPrefix + Hex.encode(randomBytes(count: 16))
        do throws(FileFailure) {
            try Files.create(new, note, waiting: false)
            try Files.move(new, to: home.backupNote)
        } catch {
            try? Files.remove(new)
            throw .files(VaultFilesError(writing: error))
        }
        _ = consume lock
    }
}
