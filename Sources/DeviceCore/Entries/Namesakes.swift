import Encodings
import Entries
import OutsideText
import Vault

extension PortableContents {
    /// What tells accounts of one name apart, by their identifiers; a name that is there once needs nothing.
    ///
    /// It stays the same wherever an account is moved, and on every device.
    var namesakes: [EntryID: String] {
        let known = entries.map { Namesake(id: $0.id, label: $0.label, apart: $0.apart) }
        let named = known + unreadable.map { Namesake(id: $0.id, label: $0.label, apart: nil) }
        let groups = Dictionary(grouping: named, by: \.label).values.filter { $0.count > 1 }
        guard !groups.isEmpty else { return [:] }
        let starts = order.tellingStarts
        return groups.reduce(into: [:]) { marks, group in
            let alike = Dictionary(grouping: group, by: \.apart).mapValues(\.count)
            for one in group {
                let start = "ID \(starts[one.id] ?? one.id.rawValue)"
                let parts = alike[one.apart] == 1 ? [one.apart ?? start] : [one.apart, start].compactMap(\.self)
                marks[one.id] = parts.joined(separator: ", ")
            }
        }
    }

    /// What people call entries, readable or not, with what tells them apart.
    func labels(of ids: [EntryID]) -> [String] {
        let namesakes = namesakes
        let labels = Dictionary(
            entries.map { ($0.id, $0.label) } + unreadable.map { ($0.id, $0.label) },
            uniquingKeysWith: { first, _ in first }
        )
        return ids.compactMap { id in labels[id].map { label in namesakes[id].map { "\(label) (\($0))" } ?? label } }
    }
}

extension VaultContents {
    /// What tells accounts of one name apart, by their identifiers.
    var namesakes: [EntryID: String] { portable.namesakes }

    /// The word of a command that means an account and no other.
    func word(of entry: Entry) -> String {
        wholeLabel(of: entry).commandWord(orStartOf: entry.id.rawValue)
    }

    /// What a person calls an account, with what tells it apart.
    func wholeLabel(of entry: Entry) -> String {
        namesakes[entry.id].map { "\(entry.label) (\($0))" } ?? entry.label
    }

    /// What a question for the secret of a personal account calls it: the user name, where no other account here has it.
    func asked(of account: PersonalAccount) -> String {
        let alike = portable.entries.filter { entry in
            guard case .personal(let other) = entry.content else { return false }
            return UserNameRule.isSame(other.username, account.username)
        }
        guard alike.count > 1, let entry = personalEntry(of: account) else { return account.username }
        return wholeLabel(of: entry)
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

extension VaultContents {
    /// The entry that is named as lists show one of several of a name: with what tells it apart, or by that alone.
    ///
    /// Nil where nothing is shown so; throws where another account has that very name.
    func toldApart(_ name: String) throws(Failure) -> EntryID? {
        let shown = listing.filter { [$0.wholeLabel, $0.wholeAccount, $0.apart].contains(name) }
        guard shown.contains(where: { $0.apart != nil }) else { return nil }
        guard shown.count == 1 else { throw Failure(.ambiguousEntry, among: shown) }
        return EntryID(shown[0].id)
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
        [username == account ? nil : username, service].compactMap(\.self).joined(separator: ", ")
    }
}

/// A line that an account has in a list, beside others that may have its name.
package protocol NamedLine: Sendable {
    /// The name at the site.
    var account: String { get }
    /// What a person calls it.
    var label: String { get }
    /// What tells it from others of its name; nil where no other has it.
    var apart: String? { get }
}

extension NamedLine {
    /// What a person calls the account, with what tells it apart.
    package var wholeLabel: String { apart.map { "\(label) (\($0))" } ?? label }

    /// The name at the site, likewise.
    package var wholeAccount: String {
        [account.isEmpty ? nil : account, apart.map { "(\($0))" }].compactMap(\.self).joined(separator: " ")
    }
}

extension NamedLine {
    /// The word of a command that means this account and no other.
    package var word: String { ShellWord.quoted(wholeLabel) }
}

extension EntryListing: NamedLine {
    /// The word of a command that means this account and no other.
    package var word: String { wholeLabel.commandWord(orStartOf: id) }
}

extension CodeListing: NamedLine {
    /// The word of a command that means this account and no other.
    package var word: String { wholeLabel.commandWord(orStartOf: id) }
}

extension RequestListing: NamedLine {}
extension NoticeListing: NamedLine {}

extension String {
    /// What a person calls an account as one word of a command; the beginning of its identifier where a command would
    /// take the name for something else: for a number of the list, or for an option.
    fileprivate func commandWord(orStartOf id: String) -> String {
        number(Int.self) != nil || begins(with: "-") ? String(id.prefix(8)) : ShellWord.quoted(self)
    }
}
