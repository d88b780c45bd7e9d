import AccountAPI
import Encodings

/// Which contacts someone has shown.
///
/// That a contact was shown says little of what there was before: it can be one that its holder has added. Of each
/// showing those are noted of which it was one, because a letter goes to all contacts of an account.
struct ShownContacts: Sendable, Equatable {
    private static let unknown = "?"

    /// Of each showing the contacts of which it was one.
    var showings: Set<Set<ContactID>> = []
    /// Whether one was shown before it was noted which.
    var hasUnknown = false

    /// Whether one of some contacts was shown for certain.
    func isOne(of contacts: Set<ContactID>) -> Bool {
        showings.contains { !$0.isEmpty && $0.isSubset(of: contacts) }
    }

    /// What both say.
    func union(_ other: ShownContacts) -> ShownContacts {
        ShownContacts(showings: showings.union(other.showings), hasUnknown: hasUnknown || other.hasUnknown)
    }
}

extension ShownContacts {
    /// What the database holds of it; nothing for what was kept before it was noted.
    init(text: String?) {
        guard let text else {
            hasUnknown = true
            return
        }
        for part in text.utf8.split(separator: UInt8(ascii: " ")).map({ String(decoding: Array($0), as: UTF8.self) }) {
            if part == Self.unknown { hasUnknown = true } else { showings.insert(Self.showing(part)) }
        }
    }

    /// The form in which the database holds it.
    var text: String {
        (showings.map(Self.text).sorted() + (hasUnknown ? [Self.unknown] : [])).joined(separator: " ")
    }

    /// The form of one showing, and of the contacts of a letter.
    static func text(_ showing: Set<ContactID>) -> String {
        showing.map(\.rawValue).sorted().joined(separator: "+")
    }

    /// The contacts of one showing.
    static func showing(_ text: String) -> Set<ContactID> {
        Set(
            text.utf8.split(separator: UInt8(ascii: "+"))
                .compactMap { ContactID(String(decoding: Array($0), as: UTF8.self)) }
        )
    }
}
