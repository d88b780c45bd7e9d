import Encodings
import OutsideText

extension PortableContents {
    /// What tells accounts of one name apart, by their identifiers; a name that is there once needs nothing.
    ///
    /// It stays the same wherever an account is moved, and on every device.
    package var namesakes: [EntryID: String] {
        let known = entries.map { Namesake(id: $0.id, label: $0.label, apart: $0.apart) }
        let named = known + unreadable.map { Namesake(id: $0.id, label: $0.label, apart: nil) }
        let groups = Dictionary(grouping: named) { $0.label }.values.filter { $0.count > 1 }
        guard !groups.isEmpty else { return [:] }
        let starts = order.tellingStarts
        return groups.reduce(into: [:]) { marks, group in
            let alike = Dictionary(grouping: group) { $0.apart }.mapValues { $0.count }
            for one in group {
                let start = "ID \(starts[one.id] ?? one.id.rawValue)"
                let parts = alike[one.apart] == 1 ? [one.apart ?? start] : [one.apart, start].compactMap { $0 }
                marks[one.id] = parts.joined(separator: ", ")
            }
        }
    }

    /// What people call entries, readable or not, with what tells them apart.
    package func labels(of ids: [EntryID]) -> [String] {
        let namesakes = namesakes
        var labels: [EntryID: String] = [:]
        for entry in unreadable { labels[entry.id] = entry.label }
        for entry in entries { labels[entry.id] = entry.label }
        return ids.compactMap { id in labels[id].map { label in namesakes[id].map { "\(label) (\($0))" } ?? label } }
    }
}

/// An account among others that may have its name.
private struct Namesake {
    let id: EntryID
    let label: String
    /// What its own content tells it by; nil where that is nothing.
    let apart: String?
}

extension [EntryID] {
    /// The shortest start of each identifier that a command takes and that no other here begins with.
    fileprivate var tellingStarts: [EntryID: String] {
        let sorted = sorted { $0.rawValue < $1.rawValue }
        var starts: [EntryID: String] = [:]
        for (index, id) in sorted.enumerated() {
            let beside = [index - 1, index + 1].filter(sorted.indices.contains).map { sorted[$0] }
            let shared = beside.map { zip($0.rawValue.utf8, id.rawValue.utf8).prefix { $0 == $1 }.count }.max() ?? 0
            starts[id] = String(id.rawValue.prefix(Swift.max(PortableContents.shortestStart, shared + 1)))
        }
        return starts
    }
}

extension Entry {
    /// The user name, where it is not in the account's name, and the service; nil of another site.
    fileprivate var apart: String? {
        switch content {
        case .personal(let known): Self.apart(known.username, at: known.service, beside: account)
        case .work(let known): Self.apart(known.member, at: "\(known.organization), \(known.service)", beside: account)
        case .thirdParty: nil
        }
    }

    private static func apart(_ username: String, at service: String, beside account: String) -> String {
        [username == account ? nil : username, service].compactMap { $0 }.joined(separator: ", ")
    }
}
