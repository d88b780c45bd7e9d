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

extension UnreadableEntry {
    /// The same entry as of another time: nothing else in the stored object changes.
    package func stamped(_ stamp: Stamp) -> UnreadableEntry {
        var bytes = json.exposedBytes()
        defer { wipe(&bytes) }
        guard let place = Self.placeOfStamp(in: bytes) else { return self }
        return UnreadableEntry(
            id: id,
            modified: stamp,
            kind: kind,
            issuer: issuer,
            account: account,
            json: SecretBytes(
                concatenating: bytes[..<place.lowerBound],
                Array("\"\(stamp.text)\"".utf8),
                bytes[place.upperBound...]
            ),
            position: position
        )
    }

    private static func placeOfStamp(in bytes: [UInt8]) -> Range<Int>? {
        var reader = VaultJSONReader(bytes)
        var place: Range<Int>?
        try? reader.object { reader, name throws(VaultError) in
            let value = try reader.skip()
            if name == "modified" { place = value }
        }
        return place
    }
}

extension PortableContents {
    /// All entries in the user's order, readable or not.
    package var order: [EntryID] {
        var order = entries.map(\.id)
        for entry in unreadable.sorted(by: { $0.position < $1.position }) {
            order.insert(entry.id, at: min(max(entry.position, 0), order.count))
        }
        return order
    }

    /// Puts all entries in this order, which names each of them once.
    package mutating func arrange(_ order: [EntryID]) {
        let places = Dictionary(zip(order, order.indices), uniquingKeysWith: { first, _ in first })
        entries.sort { places[$0.id, default: .max] < places[$1.id, default: .max] }
        for index in unreadable.indices {
            unreadable[index].position = places[unreadable[index].id] ?? order.count
        }
        unreadable.sort { $0.position < $1.position }
    }
}
