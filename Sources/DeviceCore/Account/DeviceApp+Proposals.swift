import Entries
import Vault

extension DeviceApp {
    /// The account services that accounts here are at, each once, in the order of the list; none where the vault would
    /// have to be unlocked first.
    package func knownServices() -> [String] {
        let services = contentsUnasked()?.portable.entries.compactMap(\.service) ?? []
        var known: Set<String> = []
        return services.filter { known.insert($0).inserted }
    }

    /// The personal accounts of which one has to be named, since neither the backup nor their number tells which is meant.
    package func accountsToChooseFrom() throws -> [EntryListing] {
        guard store.holdsVault else { return [] }
        let contents = try vault().contents()
        let accounts = contents.listing.filter { $0.kind == Entry.Kind.personal.rawValue }
        return contents.deviceBound.backup == nil && accounts.count > 1 ? accounts : []
    }

    /// Where a backup could go: the storage that holds it now, a folder of a drive that holds one, or a new one on a drive.
    package func proposedStorage(_ search: FolderSearch = FolderSearch()) -> String? {
        if let present = contentsUnasked()?.deviceBound.backup?.location { return present }
        return (search.backups.first ?? search.drives.first.map { "\($0)/sparekey" }).map { "folder:\($0)" }
    }

    /// Where a backup was found: a folder of a drive that is plugged in.
    package func foundStorage(_ search: FolderSearch = FolderSearch()) -> String? {
        search.backups.first.map { "folder:\($0)" }
    }
}
