package import Encodings
import Entries
package import Vault

extension VaultContents {
    /// The entries as `list` shows them, readable or not.
    package var listing: [EntryListing] {
        let readable = Dictionary(portable.entries.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let unreadable = Dictionary(portable.unreadable.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let namesakes = namesakes
        return portable.order.enumerated().compactMap { index, id in
            var line =
                readable[id].map { EntryListing($0, at: index, in: self) }
                ?? unreadable[id].map { EntryListing($0, at: index) }
            line?.apart = namesakes[id]
            return line
        }
    }

    /// The accounts that a recovery code has signed in here, whose new password is still to be set.
    package var needingNewPassword: [EntryListing] {
        let needing = deviceBound.sessions.filter(\.value.needsNewPassword).map(\.key.rawValue)
        return listing.filter { needing.contains($0.id) }
    }

    /// The entries as they are at a time.
    package func listing(at date: Instant) -> [EntryListing] { listing.map { $0.at(date) } }

    /// The line of an entry, readable or not.
    func listing(of id: EntryID) throws(Failure) -> EntryListing {
        guard let index = portable.order.firstIndex(of: id) else { throw Failure(.noSuchEntry) }
        if let entry = portable[id] {
            var line = EntryListing(entry, at: index, in: self)
            line.apart = namesakes[id]
            return line
        }
        guard let entry = portable.unreadable.first(where: { $0.id == id }) else { throw Failure(.noSuchEntry) }
        var line = EntryListing(entry, at: index)
        line.apart = namesakes[id]
        return line
    }
}
