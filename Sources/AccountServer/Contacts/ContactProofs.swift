import AccountAPI
import Encodings
import Primitives
import SQLDatabase

/// The rules of contact proofs: a code of eight digits, for ten minutes, five tries and the session that asked for it.
struct ContactProofs: Sendable {
    /// How long a finished proof waits to be used.
    private static let lifetime = 10 * Milliseconds.minute
    /// How long a code has to work still, so that nobody is sent to look for one that expires meanwhile.
    private static let reusable = 2 * Milliseconds.minute
    private let service: ServiceContext

    /// A proof that waits for its code, which is still to be sent.
    struct Opened: Sendable {
        fileprivate let id: ContactProofID
        fileprivate let contact: StoredContact
        fileprivate let address: ContactAddress
        fileprivate let code: String
        fileprivate let language: String
        fileprivate let opened: Milliseconds
        fileprivate let cost: [AttemptBudget]
    }

    /// Makes the rules over a service.
    init(_ service: ServiceContext) {
        self.service = service
    }

    /// Sends a code to a contact of the session's account.
    func start(_ request: StartContactProof.Request, for session: Session) async throws -> SentContactCode {
        let language = ServiceWords.preferred([request.language]).language
        let now = service.now
        enum Started { case before(SentContactCode), now(Opened) }
        let started = try await service.database.write { transaction -> Started in
            try Sessions.authorizeChange(session, transaction)
            let kept = try ContactStore(transaction: transaction).contacts(of: session.account, now: now)
            guard let contact = kept.first(where: { $0.id == request.contact }) else {
                throw Problem(.noSuchContact)
            }
            guard service.messages.carries(contact.kind) else { throw Problem(.contactUnavailable) }
            let address = try Contacts(service).address(of: contact)
            if request.reuse == true, let sent = try sentBefore(to: contact, at: address, for: session, transaction) {
                return .before(sent)
            }
            let cost = cost(at: address, isVerified: contact.isVerified, for: session)
            try Attempts(transaction, now: now).spendCode(cost)
            return .now(try open(by: contact, at: address, language, cost, for: session, transaction))
        }
        switch started {
        case .before(let sent): return sent
        case .now(let opened): return try await send(opened)
        }
    }

    /// The code that the session has had sent to a contact, where it can be typed still.
    private func sentBefore(
        to contact: StoredContact,
        at address: ContactAddress,
        for session: Session,
        _ transaction: any SQLTransaction
    ) throws -> SentContactCode? {
        let open = try ContactProofStore(transaction: transaction).open(
            by: contact.id,
            for: session,
            limit: ContactCodes.tries,
            after: service.now + Self.reusable
        )
        return open.map { id, expires in
            SentContactCode(
                contact: contact.id,
                proof: id,
                masked: address.masked,
                expires: expires,
                sent: expires - ContactCodes.lifetime
            )
        }
    }

    /// What a code that is sent to an address costs.
    func cost(at address: ContactAddress, isVerified: Bool, for session: Session) -> [AttemptBudget] {
        [.contactCodes(service.keys, session), .accountCodes(service.keys, session.account)]
            + (isVerified ? [] : [.newContact(service.keys, address)])
    }

    /// Opens a proof, whose cost is spent, in the place of the one that the device may have open: nobody ends another's.
    func open(
        by contact: StoredContact,
        at address: ContactAddress,
        _ language: String,
        _ cost: [AttemptBudget],
        for session: Session,
        _ transaction: any SQLTransaction
    ) throws -> Opened {
        let now = service.now
        let id = ContactProofID.random()
        let code = ContactCodes.new()
        try ContactProofStore(transaction: transaction).insert(
            id,
            by: contact.id,
            for: session,
            code: try ContactCodes(service).seal(code, row: id.rawValue),
            language: language,
            expires: now + ContactCodes.lifetime
        )
        return Opened(
            id: id,
            contact: contact,
            address: address,
            code: code,
            language: language,
            opened: now,
            cost: cost
        )
    }

    /// Sends the code of a proof; one that cannot be sent is forgotten.
    func send(_ opened: Opened) async throws -> SentContactCode {
        let message = Message.contactCode(
            opened.code,
            to: opened.address.recipient,
            isNew: !opened.contact.isVerified,
            minutes: Int(ContactCodes.lifetime / .minute),
            language: opened.language
        )
        try await ContactCodes(service).send(message, cost: opened.cost, at: opened.opened) { transaction in
            try ContactProofStore(transaction: transaction).delete(opened.id)
        }
        return SentContactCode(
            contact: opened.contact.id,
            proof: opened.id,
            masked: opened.address.masked,
            expires: opened.opened + ContactCodes.lifetime
        )
    }

    /// Checks a code and, if it is right, verifies the contact or counts it as evidence, and leaves a finished proof.
    func finish(_ request: FinishContactProof.Request, for session: Session) async throws {
        let codes = ContactCodes(service)
        let digits = try codes.digits(of: request.code)
        let now = service.now
        let outcome = try await service.database.write { transaction -> Result<Void, Problem> in
            try Sessions.authorizeChange(session, transaction)
            let store = ContactProofStore(transaction: transaction)
            let open = try store.spendTry(request.proof, for: session, limit: ContactCodes.tries, now: now)
            let result = try codes.check(digits, open?.spent, row: request.proof.rawValue)
            if case .success = result, let open {
                try store.finish(request.proof, expires: now + Self.lifetime)
                // Whoever has the password alone asks for a code, and changes nothing of what the contact is told.
                if let language = open.language {
                    try ContactStore(transaction: transaction).set(open.contact, language: language)
                }
                try Settling(service).settleDue(in: session.account, transaction)
                try verify(open.contact, for: session, transaction, now: now)
            }
            return result
        }
        try outcome.get()
    }

    /// Uses a finished proof of a session up; false if there is none of this identifier.
    static func take(
        _ proof: ContactProofID,
        session: SessionID,
        account: AccountID,
        _ transaction: any SQLTransaction,
        now: Milliseconds
    ) throws -> Bool {
        try ContactProofStore(transaction: transaction).take(proof, session: session, account: account, now: now)
    }

    /// Verifies a contact, or counts it as evidence if it was verified before; the first one of an account ends those
    /// that wait.
    private func verify(
        _ id: ContactID,
        for session: Session,
        _ transaction: any SQLTransaction,
        now: Milliseconds
    ) throws {
        let store = ContactStore(transaction: transaction)
        let kept = try store.contacts(of: session.account, now: now)
        guard let contact = kept.first(where: { $0.id == id }) else { return }
        try EvidenceStore(transaction: transaction).insert([id], by: EvidenceHolder(session), now: now)
        // A contact that was none before this code shows nothing: whoever added it chose it.
        guard !contact.isVerified else { return try Evidence(service).confirm(by: .contact, session, transaction) }
        // Before it is verified: the contact itself needs not be told.
        try Notices(service).raise(
            .contactAdded,
            account: session.account,
            by: session.device,
            detail: try Contacts(service).address(of: contact).masked,
            transaction
        )
        try Reminders(service).moving(in: session.account, transaction) { try store.verify(id, now: now) }
        guard !kept.contains(where: \.isVerified) else { return }
        for other in kept where other.id != id {
            try store.delete(other.id)
        }
    }
}
