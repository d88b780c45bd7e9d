package import Vault

/// Why a backup attempt or a check of the backup did not finish; what was backed up before is untouched.
package enum BackupRunError: Error, Sendable {
    /// Backup is not turned on.
    case notOn
    /// The account service did not give or take the head; its own error says what to do.
    case service(any Error)
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
    /// The storage holds nothing of this backup.
    case storageEmpty
    /// The storage lacks the newest snapshot and holds older ones.
    case newestMissing
    /// The newest snapshot does not open.
    case snapshot(SnapshotError)

    /// The stable code that is shown and remembered.
    package var code: String {
        switch self {
        case .notOn: "backup.not-on"
        case .service(let error): (error as? any CodedError)?.code ?? "service.unreachable"
        case .storage(let error): error.code
        case .location: "storage.unsupported"
        case .vault: "vault.failed"
        case .headMoved: "backup.newer-elsewhere"
        case .rolledBack, .newestMissing: "backup.rolled-back"
        case .headForged: "backup.head-forged"
        case .shrunken: "backup.shrunken"
        case .readBackDiffers: "storage.unreliable"
        case .noSnapshot: "backup.none-yet"
        case .storageEmpty: "storage.empty"
        case .snapshot(let error): error.code
        }
    }
}

/// An error that has a stable code of its own.
package protocol CodedError: Error {
    /// For example `service.unreachable`.
    var code: String { get }
}

extension StorageError: CodedError {
    package var code: String {
        switch self {
        case .notFound: "storage.missing"
        case .unreachable: "storage.unreachable"
        case .refused: "storage.refused"
        case .full: "storage.full"
        case .readOnly: "storage.read-only"
        case .alreadyExists, .tooLarge, .failed: "storage.failed"
        }
    }
}

extension SnapshotError: CodedError {
    package var code: String {
        switch self {
        case .damaged, .malformedAccountID: "backup.damaged"
        case .otherKey: "backup.other-key"
        case .otherBackup: "backup.other-backup"
        case .unsupportedVersion, .unsupportedSuite, .unsupportedSchema: "backup.update-required"
        case .tooLarge: "backup.too-large"
        }
    }
}
