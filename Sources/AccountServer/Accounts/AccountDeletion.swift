import AccountAPI
import Logging
import SQLDatabase

/// The rules of deleting a personal account.
struct AccountDeletion: Sendable {
    private let service: ServiceContext

    /// Makes the rules over a service.
    init(_ service: ServiceContext) {
        self.service = service
    }

    /// Deletes the session's account with everything that belongs to it, and tells its contacts.
    ///
    /// Nothing brings it back, so a device cannot do it while an older one could still take the account back. That is said
    /// first: nobody types a password for what is refused all the same.
    func delete(for session: Session) async throws {
        let now = service.now
        let account = session.account
        let (contacts, devices) = try await service.database.write { transaction in
            try Sessions.authorizeChange(session, transaction)
            try Settling(service).settleDue(in: account, transaction)
            let devices = try TakingBackStore(transaction: transaction).everyDevice(of: account)
            let place = devices.first { $0.id == session.device }?.place ?? ReplacedStore.noDevice
            guard !devices.contains(where: { $0.settled != nil && $0.place < place }) else {
                throw Problem(.olderDevice)
            }
            try Evidence(service).require(.deleteAccount, session, transaction)
            let contacts = try ContactStore(transaction: transaction).contacts(of: account, now: now)
                .filter { $0.isVerified && service.messages.carries($0.kind) }
                .map { contact in
                    let address = try Contacts(service).address(of: contact)
                    return ContactRecipient(recipient: address.recipient, language: contact.language)
                }
            let store = AccountStore(transaction: transaction)
            try store.retire(try store.login(of: account), now: now)
            try store.delete(account)
            return (contacts, devices)
        }
        for device in devices {
            service.live.end(device.id, of: account)
        }
        for contact in contacts {
            await tell(contact)
        }
    }

    /// Tells a contact for the last time; what is not delivered is not told again.
    private func tell(_ contact: ContactRecipient) async {
        do {
            try await service.messages.send(.accountDeleted(to: contact.recipient, language: contact.language))
        } catch {
            service.log.warning("could not send a message", metadata: ["error": "\(MessageError(of: error))"])
        }
    }
}

extension AccountStore {
    /// How long nobody gets the name of an account that was deleted: whoever took it would be taken for its owner.
    static let retirement = 90 * Milliseconds.day

    /// Keeps a name from being taken for a time.
    fileprivate func retire(_ login: [UInt8], now: Milliseconds) throws {
        try transaction.execute(
            """
            INSERT INTO retired_login (login, retired) VALUES ($1, $2)
            ON CONFLICT (login) DO UPDATE SET retired = $2
            """,
            [.blob(login), .integer(now)]
        )
    }

    /// Whether a name is kept from being taken.
    func isRetired(_ login: [UInt8], now: Milliseconds) throws -> Bool {
        let sql = "SELECT login FROM retired_login WHERE login = $1 AND retired > $2"
        return try transaction.row(sql, [.blob(login), .integer(now - Self.retirement)]) != nil
    }

    /// Lets up to `limit` names go whose time is over.
    func purgeRetired(now: Milliseconds, limit: Int64) throws {
        try transaction.execute(
            "DELETE FROM retired_login WHERE login IN (SELECT login FROM retired_login WHERE retired <= $1 LIMIT $2)",
            [.integer(now - Self.retirement), .integer(limit)]
        )
    }

    /// Deletes an account; all rows that belong to it go with it.
    fileprivate func delete(_ account: AccountID) throws {
        try transaction.execute("DELETE FROM account WHERE id = $1", [account.sql])
    }
}

extension Message {
    /// The last message to a contact of an account that was deleted.
    static func accountDeleted(to recipient: Recipient, language: String) -> Message {
        let words = ServiceWords.preferred([language])
        return Message(
            recipient: recipient,
            kind: .notice,
            subject: words.text("message.accountDeleted.subject"),
            text: words.text("message.accountDeleted.\(recipient.kind == .email ? "text" : "short")"),
            language: words.language
        )
    }
}
