import Sealed
import Storages
package import Vault

/// Where the snapshots of a backup should be, and whether they can be there.
package struct BackupPlace: Sendable {
    let storage: any BackupStorage
    let folder: (any RecognisedPlace)?

    init(storage: any BackupStorage, folder: (any RecognisedPlace)?) {
        self.storage = storage
        self.folder = folder
    }

    /// Throws where the storage holds none of the snapshots that it must hold.
    ///
    /// An empty mount point, another drive or an emptied bucket would take a new snapshot like any other place, and the
    /// device's loss would be the loss of all.
    package func check(_ binding: BackupBinding) throws(BackupRunError) {
        guard binding.newest != nil, !binding.isNewPlace else { return }
        let names: [ObjectName]
        do throws(StorageError) {
            names = try storage.list(binding.backupID)
        } catch .noFolder {
            guard let known = binding.place else { throw .storage(.noFolder) }
            throw .placeAbsent(drive: folder?.isFolder(known) == true ? nil : known.drive)
        } catch {
            throw .storage(error)
        }
        guard names.isEmpty else { return }
        if let others = try? storage.list(nil), !others.isEmpty { throw .placeOfOther }
        if let known = binding.place, let folder, !folder.isThere(known, binding.backupID) {
            throw .placeAbsent(drive: known.drive)
        }
        throw .placeEmptied
    }
}

extension BackupRun {
    /// Throws where the storage is not the one that has kept the backup so far.
    func checkPlace(_ binding: BackupBinding) throws(BackupRunError) {
        try BackupPlace(storage: storage, folder: place).check(binding)
    }

    func fetch(_ head: Head, _ binding: BackupBinding) throws(BackupRunError) -> OpenedSnapshot {
        do throws(BackupRunError) {
            return try NewestSnapshot.fetch(
                head,
                from: storage,
                key: binding.key,
                backup: binding.backupID,
                accountID: binding.accountID
            )
        } catch {
            switch error {
            case .storageEmpty, .storage(.noFolder):
                // Where another device made the newest snapshot, it is the one to mend it.
                let isElsewhere = head.generation > binding.newest?.generation ?? 0
                do throws(BackupRunError) {
                    try checkPlace(binding)
                } catch .placeEmptied where isElsewhere {
                } catch .placeOfOther where isElsewhere {
                }
            default: break
            }
            throw error
        }
    }
}
