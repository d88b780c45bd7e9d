import Encodings
package import Primitives

/// An entry of a kind that this version of the app does not know: it is carried along byte for byte, never dropped.
package struct UnreadableEntry: Sendable, Equatable, Identifiable {
    /// The entry's name for its whole life, on every device.
    package let id: EntryID
    /// When the entry was last changed.
    package let modified: Stamp
    /// The kind, as it was stored.
    package let kind: String
    /// The site or organisation, where the entry says it in the way that all kinds do.
    package let issuer: String
    /// The user's name there, likewise.
    package let account: String
    /// The whole object as it was stored, in UTF-8.
    package let json: SecretBytes
    /// Its place among all entries, readable or not, counted from 0.
    package var position: Int

    /// An entry as it was stored.
    package init(
        id: EntryID,
        modified: Stamp,
        kind: String,
        issuer: String,
        account: String,
        json: SecretBytes,
        position: Int
    ) {
        self.id = id
        self.modified = modified
        self.kind = kind
        self.issuer = issuer
        self.account = account
        self.json = json
        self.position = position
    }
}

extension PortableContents {
    /// All entries in the user's order, readable or not.
    package var order: [EntryID] {
        var order = entries.map { $0.id }
        for entry in unreadable.sorted(by: { $0.position < $1.position }) {
            order.insert(entry.id, at: min(max(entry.position, 0), order.count))
        }
        return order
    }

    /// Puts all entries in this order, which names each of them once.
    package mutating func arrange(_ order: [EntryID]) {
        var places: [EntryID: Int] = [:]
        for (place, id) in order.enumerated() where places[id] == nil { places[id] = place }
        entries.sort { places[$0.id, default: .max] < places[$1.id, default: .max] }
        for index in unreadable.indices {
            unreadable[index].position = places[unreadable[index].id] ?? order.count
        }
        unreadable.sort { $0.position < $1.position }
    }
}

extension [EntryID] {
    /// The same order with each of `chosen` behind the entry that it follows in `model`, which names all of them.
    package func placing(_ chosen: Set<EntryID>, asIn model: [EntryID]) -> [EntryID] {
        let others = filter { !chosen.contains($0) }
        let known = Set(others)
        var first: [EntryID] = []
        var followers: [EntryID: [EntryID]] = [:]
        var last: EntryID?
        for id in model {
            if known.contains(id) {
                last = id
            } else if chosen.contains(id) {
                if let last { followers[last, default: []].append(id) } else { first.append(id) }
            }
        }
        return others.reduce(into: first) { $0 += [$1] + followers[$1, default: []] }
    }
}
