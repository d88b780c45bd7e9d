package import Backup
import Storages
import Vault

/// A storage, and where it is.
struct OpenStorage: Sendable {
    /// The storage itself.
    let storage: any BackupStorage
    /// Where it is.
    let location: StorageLocation
}

/// The backup that this device keeps, with its storage and its account service.
package struct KeptBackup: Sendable {
    /// What the vault knows of it.
    let binding: BackupBinding
    /// Where its snapshots are.
    let storage: OpenStorage
    /// What backs up and verifies.
    package let run: BackupRun

    /// A failure of such a run, with what only a look into the storage can tell.
    func explain(_ error: BackupRunError) -> Failure {
        finder.explain(error)
    }

    /// Finds its snapshots.
    var finder: SnapshotFinder { SnapshotFinder(binding, storage: storage.storage) }
}
