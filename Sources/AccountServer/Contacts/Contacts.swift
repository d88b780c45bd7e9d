import AccountAPI
import Encodings
import Primitives
import SQLDatabase

/// The rules of contacts: to add one or to remove one is a guarded act.
struct Contacts: Sendable {
    /// How many contacts an account may have.
    static let limit = 5
    /// How long a contact waits to be verified: a guarded act that was begun with evidence ends soon, or not at all.
    static let pendingLifetime = 30 * Milliseconds.minute
    private let service: ServiceContext

    /// Makes the rules over a service.
    init(_ service: ServiceContext) {
        self.service = service
    }

    /// The contacts of the session's account, masked, the oldest first.
    func list(for session: Session) async throws -> ListContacts.Response {
        ListContacts.Response(contacts: try await list(of: session.account))
    }

    /// The contacts of an account, masked, the oldest first.
    func list(of account: AccountID) async throws -> [ListContacts.Contact] {
        let now = service.now
        let stored = try await service.database.read { transaction in
            try ContactStore(transaction: transaction).contacts(of: account, now: now)
        }
        return try stored.map { contact in
            ListContacts.Contact(
                id: contact.id,
                kind: contact.kind,
                masked: try address(of: contact).masked,
                isVerified: contact.isVerified,
                added: contact.added
            )
        }
    }

    /// Adds a contact and sends a code to it; one that waits for its code already gets a new one.
    func add(_ request: AddContact.Request, for session: Session) async throws -> SentContactCode {
        let address = try ContactAddress(request.kind, request.value)
        guard service.messages.carries(address.kind) else { throw Problem(.contactUnavailable) }
        let proofs = ContactProofs(service)
        let language = ServiceWords.preferred([request.language]).language
        let now = service.now
        let outcome = try await service.database.write { transaction -> Result<ContactProofs.Opened, Problem> in
            try Sessions.authorizeChange(session, transaction)
            let store = ContactStore(transaction: transaction)
            let kept = try store.contacts(of: session.account, now: now)
            let same = try kept.first { try self.address(of: $0).comparable == address.comparable }
            // Whoever added the one that waits has shown evidence for it.
            let cost = proofs.cost(at: address, isVerified: same?.isVerified ?? false, for: session)
            if let same, !same.isVerified {
                try Attempts(transaction, now: now).spendCode(cost)
                return .success(try proofs.open(by: same, at: address, language, cost, for: session, transaction))
            }
            let admitted = try Evidence(service).require(
                .addContact,
                session,
                isChange: same == nil,
                transaction,
                spending: { attempts in
                    guard same != nil || kept.count < Self.limit else { throw Problem(.contactLimit) }
                    try attempts.spendCode(cost)
                }
            )
            if case .failure(let problem) = admitted { return .failure(problem) }
            // Contacts are shown masked: whoever tries addresses until one is there pays for each.
            guard same == nil else { return .failure(Problem(.contactExists)) }
            let id = ContactID.random()
            let contact = StoredContact(
                id: id,
                kind: address.kind,
                value: try service.atRest.seal(Array(address.text.utf8), for: .contactValue(row: id.rawValue)),
                language: language,
                added: now,
                isVerified: false
            )
            try store.insert(contact, of: session.account, expires: now + Self.pendingLifetime)
            return .success(try proofs.open(by: contact, at: address, language, cost, for: session, transaction))
        }
        return try await proofs.send(outcome.get())
    }

    /// Removes a contact, also one that waits to be verified: someone has shown evidence for it.
    func remove(_ request: RemoveContact.Request, for session: Session) async throws {
        let now = service.now
        let farewell = try await service.database.write { transaction -> FarewellID? in
            let store = ContactStore(transaction: transaction)
            let kept = try store.contacts(of: session.account, now: now)
            let found = kept.first { $0.id == request.contact }
            try Evidence(service).require(.removeContact, session, transaction) {
                guard let found else { throw Problem(.noSuchContact) }
                let isLast = found.isVerified && kept.filter(\.isVerified).count == 1
                // Where nobody but the password stands before a new credential, it could replace the devices' own.
                let credentials = DeviceCredentialStore(transaction: transaction)
                guard try !isLast || credentials.confirmed(of: session.account).isEmpty else {
                    throw Problem(.lastContact)
                }
            }
            guard let contact = found else { throw Problem(.noSuchContact) }
            guard contact.isVerified else {
                try store.delete(contact.id)
                return nil
            }
            try Reminders(service).moving(in: session.account, transaction) { try store.delete(contact.id) }
            let address = try address(of: contact)
            try Notices(service).raise(
                .contactRemoved,
                account: session.account,
                by: session.device,
                detail: address.masked,
                transaction
            )
            return try Farewells(service).keep(.contactRemoved, for: contact, transaction)
        }
        // This contact gets no later notice, so it is told here.
        if let farewell {
            await Farewells(service).sendNow(farewell)
        }
    }

    /// Where notices of an account go at one of its contacts, if it is verified.
    func recipient(
        _ contact: ContactID,
        of account: AccountID,
        _ transaction: any SQLTransaction
    ) throws -> ContactRecipient? {
        let kept = try ContactStore(transaction: transaction).contacts(of: account, now: service.now)
        guard let found = kept.first(where: { $0.id == contact }), found.isVerified else { return nil }
        return ContactRecipient(recipient: try address(of: found).recipient, language: found.language)
    }

    /// The address of a contact.
    func address(of contact: StoredContact) throws -> ContactAddress {
        let text = try service.atRest.open(contact.value, from: .contactValue(row: contact.id.rawValue))
        return ContactAddress(kind: contact.kind, text: text.exposedText)
    }
}

/// Where a notice goes, and in which language.
struct ContactRecipient: Sendable {
    let recipient: Message.Recipient
    let language: String
}
