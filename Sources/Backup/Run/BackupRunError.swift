package import Sealed
package import Storages
package import Vault

/// Why a backup attempt or a check of the backup did not finish; what was backed up before is untouched.
package enum BackupRunError: Error, Sendable {
    /// Backup is not turned on.
    case notOn
    /// The account service did not give or take the head; its own error says what to do.
    case service(any ServiceFailure)
    /// The storage did not keep or return the snapshot.
    case storage(StorageError)
    /// The storage location cannot be used by this version of the app.
    case location(StorageLocationError)
    /// The vault could not be read, or could not remember the snapshot.
    case vault(VaultError)
    /// Another device made a newer snapshot, which this one must not replace.
    case headMoved
    /// The account service knows only an older snapshot than this device has made or seen.
    case rolledBack
    /// What the account service says of the newest snapshot was not made with the backup key.
    case headForged
    /// The vault lacks entries that the newest snapshot has and that nobody removed.
    case shrunken(now: Int, before: Int)
    /// The storage returned something else than it was given.
    case readBackDiffers
    /// There is no snapshot yet.
    case noSnapshot
    /// The storage holds nothing of this backup, whose newest snapshot has this number.
    case storageEmpty(newest: UInt64)
    /// Another drive, or none, is where the drive with the backup was; nil of a folder that is gone from this computer.
    case placeAbsent(drive: String?)
    /// The storage has kept this backup so far, and holds nothing of it any more, nor of another one.
    case placeEmptied
    /// The storage holds nothing of this backup, and something of another one.
    case placeOfOther
    /// The storage lacks the newest snapshot, which has this number, and holds others.
    case newestMissing(UInt64)
    /// What the storage holds under the newest snapshot's number is not that snapshot.
    case newestDamaged(UInt64)
    /// A snapshot cannot be opened or sealed for another reason.
    case snapshot(SnapshotError)
}
