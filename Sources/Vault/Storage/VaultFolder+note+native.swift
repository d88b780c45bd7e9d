import Encodings
import LocalFiles
import Primitives
import Sealed

/// The note beside the vault, which spares a backup from writing the whole vault again.
extension VaultFolder {
    /// The bytes of the note; nil where there is none that could be read.
    func readNote() -> [UInt8]? {
        try? Files.read(home.backupNote, limit: BackupNote.lengthLimit)
    }

    /// Replaces the note in one step; the caller holds the lock.
    ///
    /// It is neither read back nor waited for until the disk has it: what it says can be found out again.
    func writeNote(_ bytes: [UInt8]) throws(VaultError) {
        let new = home.directory + "/" + AtomicFile.temporaryPrefix + Hex.encode(randomBytes(count: 16))
        do throws(FileFailure) {
            try Files.create(new, bytes, waiting: false)
            try Files.move(new, to: home.backupNote)
        } catch {
            try? Files.remove(new)
            throw .files(VaultFilesError(writing: error))
        }
    }

    /// Removes a note that says nothing any more, and must not stay readable with an old key.
    func removeNote() {
        // One that stays all the same belongs to another state of the vault.
        try? Files.remove(home.backupNote)
    }
}
