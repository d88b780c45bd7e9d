import AccountAPI
import Encodings
import SQLDatabase

/// Which e-mail address a person lets an application know.
enum EmailChoice: Sendable, Equatable {
    /// None, though there was one to choose.
    case declined
    /// The address of this contact, as long as it is there.
    case contact(ContactID)

    /// Reads a form's field, or a column.
    init?(_ text: String) {
        if text == Self.nothing {
            self = .declined
        } else {
            guard let id = ContactID(text) else { return nil }
            self = .contact(id)
        }
    }

    /// The text of a field or a column.
    var text: String {
        switch self {
        case .declined: Self.nothing
        case .contact(let id): id.rawValue
        }
    }

    private static let nothing = "none"
}

/// An address that a person can let an application know: a contact at which a code was typed.
struct VerifiedEmail: Sendable {
    let id: ContactID
    let address: String
    let added: Milliseconds

    /// The address as its owner is shown it.
    var masked: String { ContactAddress(kind: .email, text: address).masked }

    /// Those of an account, the oldest first.
    static func all(
        of account: AccountID,
        _ service: ServiceContext,
        _ transaction: any SQLTransaction
    ) throws -> [VerifiedEmail] {
        try ContactStore(transaction: transaction).contacts(of: account, now: service.now)
            .filter { $0.isVerified && $0.kind == .email }
            .map { contact in
                let place = SealedPlace.contactValue(row: contact.id.rawValue)
                let address = try service.atRest.text(contact.value, from: place)
                return VerifiedEmail(id: contact.id, address: address, added: contact.added)
            }
    }
}
