/// What a name typed by a person stands for.
package enum EntryMatch: Sendable, Equatable {
    /// No entry.
    case none
    /// This entry.
    case one(Entry)
    /// Any of these entries: the name does not tell them apart.
    case several([Entry])
}

extension PortableContents {
    /// The shortest start of an identifier that is taken for one; shorter ones are words too easily.
    private static let shortestPrefix = 6

    /// The entry that a person means.
    ///
    /// The closest way of matching that finds any decides.
    package func find(_ name: String) -> EntryMatch {
        guard !name.isEmpty else { return .none }
        let lowered = name.lowercased()
        let ways: [(Entry) -> Bool] = [
            { lowered.utf8.count >= Self.shortestPrefix && $0.id.rawValue.hasPrefix(lowered) },
            { $0.issuer == name },
            { $0.account == name },
            { $0.issuer + ":" + $0.account == name },
            { entry in
                [entry.issuer, entry.account, entry.issuer + ":" + entry.account]
                    .contains { $0.lowercased() == lowered }
            },
            { ($0.issuer + ":" + $0.account).lowercased().contains(lowered) },
        ]
        for way in ways {
            let found = entries.filter(way)
            if found.count == 1 { return .one(found[0]) }
            if found.count > 1 { return .several(found) }
        }
        return .none
    }
}
