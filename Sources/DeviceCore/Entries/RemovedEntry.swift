package import Encodings
import Entries
import Vault

/// An entry that was removed, with what it takes to put it back.
package struct RemovedEntry: Sendable {
    /// Its issuer and account name, as they are shown, with what told it apart.
    package let label: String
    /// When it was removed.
    package let removed: Instant
    let entry: Entry
    /// Its place among all entries, counted from 0.
    let place: Int
}

extension VaultContents {
    /// What it takes to put an entry back; nil where a service or its device has a part in it, or it cannot be read.
    func keepsake(of id: EntryID, at now: Instant) throws -> RemovedEntry? {
        guard let entry = portable[id], entry.kind == .thirdParty else { return nil }
        let listing = try listing(of: id)
        return RemovedEntry(label: listing.wholeLabel, removed: now, entry: entry, place: listing.position - 1)
    }
}
