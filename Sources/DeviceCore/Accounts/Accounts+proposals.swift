import Entries
import Vault

extension Accounts {
    /// The account services that accounts here are at, each once, in the order of the list; none where the vault would
    /// have to be unlocked first.
    package func knownServices() -> [String] {
        let services = device.contentsUnasked()?.portable.entries.compactMap(\.service) ?? []
        var known: Set<String> = []
        return services.filter { known.insert($0).inserted }
    }

    /// The personal accounts of which one has to be named, since neither the backup nor their number tells which is meant.
    package func accountsToChooseFrom() throws -> [EntryListing] {
        guard device.store.holdsVault else { return [] }
        let contents = try device.vault().contents()
        let accounts = contents.listing.filter { $0.kind == Entry.Kind.personal.rawValue }
        return contents.deviceBound.backup == nil && accounts.count > 1 ? accounts : []
    }
}
