import Encodings
import OutsideText

/// What a name typed by a person stands for.
package enum EntryMatch: Sendable, Equatable {
    /// No entry.
    case none
    /// This entry.
    case one(EntryID)
    /// Any of these entries: the name does not tell them apart.
    case several([EntryID])
}

/// What people call an entry by, whether this version of the app can read the rest of it or not.
package protocol NamedEntry: Sendable {
    /// The entry's name for its whole life, on every device.
    var id: EntryID { get }
    /// The site or organisation.
    var issuer: String { get }
    /// The user's name there.
    var account: String { get }
}

extension Entry: NamedEntry {}
extension UnreadableEntry: NamedEntry {}

/// The names of an entry of either kind.
private struct EntryNames {
    let id: EntryID
    let issuer: String
    let account: String
    /// What lists show, and what a command is advised with.
    let label: String

    init(_ entry: some NamedEntry) {
        (id, issuer, account, label) = (entry.id, entry.issuer, entry.account, entry.names)
    }

    /// Issuer and account, as one name.
    var whole: String { issuer + ":" + account }
}

extension String {
    /// Whether the signs of another text stand somewhere in this one, as people compare signs: é is é, however it is
    /// written.
    fileprivate func shows(_ part: String) -> Bool {
        let signs = Array(part)
        var rest = self[...]
        while !rest.starts(with: signs) {
            guard rest.popFirst() != nil else { return false }
        }
        return true
    }
}

extension NamedEntry {
    /// Issuer and account in the form that people read and type; empty where the entry has neither.
    fileprivate var names: String { [issuer, account].filter { !$0.isEmpty }.joined(separator: ":") }
}

extension Entry {
    /// What a person calls the entry.
    package var label: String { names }
}

extension UnreadableEntry {
    /// What a person calls the entry: its kind, where it says neither issuer nor account.
    package var label: String { names.isEmpty ? kind : names }
}

extension PortableContents {
    /// The shortest start of an identifier that is taken for one; shorter ones are words too easily.
    package static let shortestStart = 6

    /// The readable entry that a person means.
    package func find(_ name: String) -> EntryMatch {
        find(name, among: entries.map { EntryNames($0) })
    }

    /// The entry that a person means, readable or not.
    package func findAny(_ name: String) -> EntryMatch {
        find(name, among: entries.map { EntryNames($0) } + unreadable.map { EntryNames($0) })
    }

    /// The closest way of matching that finds any decides.
    ///
    /// A site chooses the names in its QR code, and must not take a command from another account by them. So a number is
    /// that of the list, whatever an account is called; a name as lists show it comes before its parts; and where it is a
    /// part of one account and all of another but for capital letters, it means neither.
    private func find(_ name: String, among entries: [EntryNames]) -> EntryMatch {
        guard !name.isEmpty else { return .none }
        let lowered = name.lowercased()
        let ways: [(EntryNames) -> Bool] = [
            { $0.label == name },
            { entry in
                entry.label.lowercased() == lowered
                    || [entry.issuer, entry.account, entry.whole].contains { $0 == name }
            },
            { entry in
                [entry.issuer, entry.account, entry.whole].contains { $0.lowercased() == lowered }
            },
            { $0.whole.lowercased().shows(lowered) },
        ]
        func match(_ way: (EntryNames) -> Bool) -> EntryMatch {
            let found = entries.filter(way).map { $0.id }
            return found.count == 1 ? .one(found[0]) : found.isEmpty ? .none : .several(found)
        }
        if lowered.utf8.count >= Self.shortestStart {
            let named = match { $0.id.rawValue.begins(with: lowered) }
            guard named == .none else { return named }
        }
        if let listed = listed(as: name) { return match { $0.id == listed } }
        return ways.lazy.map(match).first { $0 != .none } ?? .none
    }

    /// The entry that stands in the list under this number, from 1 on.
    package func listed(as name: String) -> EntryID? {
        guard let number = name.number(Int.self), number > 0 else { return nil }
        let order = order
        return number <= order.count ? order[number - 1] : nil
    }
}
