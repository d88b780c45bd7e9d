import AccountAPI
import Encodings
import OutsideText

extension Array {
    /// The one whose identifier begins with what was typed, in small or capital letters; without it, the only one.
    ///
    /// It is how a device, a contact or a request is named in every command: the beginning need not be long, it only may fit
    /// no other. Throws `missing` where none fits, and otherwise what `several` makes of their number.
    package func one(
        beginning start: String?,
        _ identifier: (Element) -> String,
        missing: @autoclosure () -> Failure,
        several: (String) -> Failure
    ) throws(Failure) -> Element {
        let fitting = start.map { start in
            filter { !start.isEmpty && identifier($0).begins(with: start.lowercased()) }
        }
        let meant = fitting ?? self
        guard meant.count < 2 else { throw several(String(meant.count)) }
        guard let only = meant.first else { throw missing() }
        return only
    }
}

extension [ListContacts.Contact] {
    /// The contact that the beginning of an identifier means.
    func one(beginning start: String) throws(Failure) -> ListContacts.Contact {
        try one(beginning: start, \.id.rawValue, missing: Failure(.noSuchContact)) {
            Failure(.noSuchContact, ["n": $0]).in(.severalFit)
        }
    }
}
