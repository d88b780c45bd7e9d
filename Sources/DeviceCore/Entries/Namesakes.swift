import Encodings
import Entries
import OutsideText
import Vault

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
