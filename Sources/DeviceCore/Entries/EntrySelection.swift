import Encodings
import Entries
import Vault

/// Which entries a list shows, and in which order.
package struct EntrySelection: Sendable {
    /// Tags that each of them has, in capital letters or not.
    package var tags: [String]
    /// Whether only favourites are shown.
    package var isOfFavourites: Bool
    /// What decides their order.
    package var order: Order

    /// What the order of a list goes by.
    package enum Order: String, Sendable, CaseIterable {
        /// The person's own order.
        case position
        /// Their names.
        case name
        /// On how many days each was used, then how lately.
        case use
    }

    /// All entries, unless there is more to it.
    package init(tags: [String] = [], isOfFavourites: Bool = false, order: Order = .position) {
        (self.tags, self.isOfFavourites, self.order) = (tags.map { $0.asTag }, isOfFavourites, order)
    }

    /// The chosen ones of a list.
    package func of(_ list: [EntryListing]) -> [EntryListing] {
        let chosen = list.filter { entry in
            (!isOfFavourites || entry.isFavourite) && tags.allSatisfy { entry.details.hasTag($0) }
        }
        switch order {
        case .position: return chosen
        case .name:
            return chosen.map { (name: $0.label.lowercased(), entry: $0) }
                .sorted { ($0.name, $0.entry.position) < ($1.name, $1.entry.position) }
                .map(\.entry)
        case .use: return chosen.sorted { $0.usage > $1.usage }
        }
    }
}

extension EntryListing {
    /// What is greater for what was used more; where that is equal, for what stands first.
    fileprivate var usage: (UInt32, Int64, Int) { (use?.days ?? 0, use?.last.milliseconds ?? .min, -position) }
}
