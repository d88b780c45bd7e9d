import Entries
import Vault

/// Which account keeps the key of the backup, and where a backup could go.
extension Backups {
    /// The personal account that is to keep the key of the backup; throws where there is none.
    package func keeperListing(named name: String?) throws -> EntryListing {
        guard device.store.holdsVault else { throw Failure(.noRecoveryAccount) }
        let contents = try device.vault().contents()
        return try contents.listing(of: contents.accountToKeep(named: name).0.id)
    }

    /// The personal account that keeps the key of the backup; throws where the backup is off.
    package func keeper() throws -> EntryListing {
        guard let keeper = try keeperNow() else { throw Self.off(device.contentsUnasked()) }
        return keeper
    }

    /// The personal account that keeps the key of the backup that is on; nil where none is.
    package func keeperNow() throws -> EntryListing? {
        guard device.store.holdsVault else { return nil }
        let contents = try device.vault().contents()
        return try contents.deviceBound.backup.map { try contents.listing(of: $0.recoveryEntry) }
    }

    /// The failure that the backup is off: without a personal account it cannot be turned on.
    static func off(_ contents: VaultContents?) -> Failure {
        contents?.hasPersonalAccount == true ? Failure(.backupOff) : Failure(.backupOff).in(.withoutAccount)
    }

    /// Where a backup could go: the storage that holds it now, a folder of a drive that holds one, or a new one on a drive.
    package func proposedStorage(_ search: FolderSearch = FolderSearch()) -> String? {
        if let present = device.contentsUnasked()?.deviceBound.backup?.location { return present }
        return (search.backups.first ?? search.drives.first.map { "\($0)/sparekey" }).map { "folder:\($0)" }
    }

    /// Where a backup was found: a folder of a drive that is plugged in.
    package func foundStorage(_ search: FolderSearch = FolderSearch()) -> String? {
        search.backups.first.map { "folder:\($0)" }
    }
}
