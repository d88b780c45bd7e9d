import Encodings
import Entries
import OutsideText
import Vault

extension VaultContents {
    /// What tells accounts of one name apart, by their identifiers; a name that is there once needs nothing.
    var namesakes: [EntryID: String] {
        let numbers = Dictionary(
            portable.order.enumerated().map { ($1, $0 + 1) },
            uniquingKeysWith: { first, _ in first }
        )
        let entries = portable.entries.map { (entry: $0, number: numbers[$0.id] ?? 0) }
        let alike = Dictionary(grouping: entries) { $0.entry.label }.values.filter { $0.count > 1 }
        return alike.joined().reduce(into: [:]) { $0[$1.entry.id] = $1.entry.apart(number: $1.number) }
    }

    /// The word of a command that means an account and no other.
    func word(of entry: Entry) -> String {
        guard namesakes[entry.id] != nil || entry.label.isNumber, let position = positions(of: [entry.id]).first else {
            return ShellWord.quoted(entry.label)
        }
        return String(position)
    }
}

extension VaultContents {
    /// The entry that is named as lists show one of several of a name: with what tells it apart, or by that alone.
    ///
    /// Nil where nothing is shown so; throws where another account has that very name.
    func toldApart(_ name: String) throws(Failure) -> EntryID? {
        let shown = listing.filter { [$0.wholeLabel, $0.wholeAccount, $0.apart].contains(name) }
        guard shown.contains(where: { $0.apart != nil }) else { return nil }
        guard shown.count == 1 else { throw Failure(.ambiguousEntry, among: shown.map(\.position)) }
        return EntryID(shown[0].id)
    }
}

extension Entry {
    /// The user name, where it is not in the account's name, and the service; of another site, the number in the list.
    fileprivate func apart(number: Int) -> String {
        switch content {
        case .personal(let known): Self.apart(known.username, at: known.service, beside: account)
        case .work(let known): Self.apart(known.member, at: "\(known.organization), \(known.service)", beside: account)
        case .thirdParty: "#\(number)"
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

extension EntryListing: NamedLine {
    /// The word of a command that means this account and no other.
    package var word: String { isMeantByLabel ? ShellWord.quoted(label) : String(position) }
}

extension CodeListing: NamedLine {
    /// The word of a command that means this account and no other.
    package var word: String { isMeantByLabel ? ShellWord.quoted(label) : String(id.prefix(8)) }
}

extension NamedLine {
    /// Whether what a person calls the account means no other one in a command.
    fileprivate var isMeantByLabel: Bool { apart == nil && !label.isNumber }
}

extension String {
    /// Whether it is taken for the number of an account in the list.
    fileprivate var isNumber: Bool { number(Int.self) != nil }
}
