import Entries
import OutsideText
import Vault

/// What is to be said of an entry, and what no longer.
package struct EntryEdit: Sendable {
    /// Tags that it loses; one that it has not changes nothing.
    package var removedTags: [String]
    /// Tags that it gets.
    package var tags: [String]
    /// Its new note, empty for none; nil leaves the one that it has.
    package var note: String?
    /// Whether it is a favourite from now on; nil leaves it as it is.
    package var isFavourite: Bool?

    /// A change of what is named.
    package init(
        removedTags: [String] = [],
        tags: [String] = [],
        note: String? = nil,
        isFavourite: Bool? = nil
    ) {
        (self.removedTags, self.tags, self.note, self.isFavourite) = (removedTags, tags, note, isFavourite)
    }

    /// Makes the change.
    fileprivate func apply(to details: inout EntryDetails) throws(DetailsError) {
        for tag in removedTags { details.remove(tag: tag.asTag) }
        for tag in tags { try details.add(tag: tag.asTag) }
        if let note { try details.setNote(note.composed) }
        if let isFavourite { details.isFavourite = isFavourite }
    }
}

extension VaultEntries {
    /// Changes what the person says of an entry that this version of the app can read.
    package func edit(_ name: String, _ edit: EntryEdit) throws -> EntryListing {
        let now = device.now()
        return try device.vault().update { contents in
            let entry = try contents.entry(named: name)
            let device = contents.deviceBound.device
            do throws(DetailsError) {
                try contents.portable.describe(entry.id, at: now, on: device) { details throws(DetailsError) in
                    try edit.apply(to: &details)
                }
            } catch {
                throw error.failure
            }
            return try contents.listing(of: entry.id)
        }
    }

    /// Every tag of any entry, in the order of the entries; none where there is no vault yet.
    package func tags() throws -> [String] {
        guard device.store.holdsVault else { return [] }
        return try device.vault().contents().portable.tags
    }
}

extension String {
    /// The text in the one form that tags are kept in, however its letters were typed; what is too long stays too long.
    var asTag: String { String(scalarPrefix(8 * EntryDetails.tagLength)).composed }
}
