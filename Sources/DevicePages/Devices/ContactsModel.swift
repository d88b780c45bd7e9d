import AccountAPI
import DeviceCore
import Encodings

/// The contacts of each personal account, masked.
struct ContactsModel {
    var accounts: [Account] = []
    /// The accounts that no longer accept this device.
    var removed: [RemovedModel] = []
    var hasAccount = false
    /// What was done just now.
    var done: String?
    var failure: FailureModel?

    /// An account with its contacts.
    struct Account {
        let id: String
        let label: String
        let contacts: [Contact]
        /// Whether this device answers its sign-in requests.
        let approves: Bool
        /// Whether it could: a verified contact is there to prove by.
        let canApprove: Bool
        /// What was typed as a new contact, where it failed.
        var value = ""
        /// Whether that is a phone number.
        var isPhone = false
        /// From when on this device can change them, in the place of the form; nil where it can.
        var later: String?
    }

    /// One contact.
    struct Contact {
        let id: String
        /// The entry of its account.
        let account: String
        let masked: String
        let isVerified: Bool
        /// Whether the code that was sent to it from here can still be typed.
        let isWaiting: Bool
        /// Whether the account has no other that gets codes and notifications.
        let isLast: Bool
    }
}

extension ContactsModel.Account {
    /// `waiting` is the contact that a code is on its way to.
    init(
        _ entry: EntryListing,
        _ contacts: [ListContacts.Contact],
        approves: Bool,
        waiting: PendingContact? = nil
    ) {
        self.approves = approves
        canApprove = !approves && contacts.contains(where: \.isVerified)
        id = entry.id
        label = entry.wholeLabel
        self.contacts = contacts.map { contact in
            ContactsModel.Contact(
                id: contact.id.rawValue,
                account: entry.id,
                masked: contact.masked,
                isVerified: contact.isVerified,
                isWaiting: waiting?.sent.contact == contact.id,
                isLast: contact.isVerified && contacts.count(where: \.isVerified) == 1
            )
        }
    }
}
