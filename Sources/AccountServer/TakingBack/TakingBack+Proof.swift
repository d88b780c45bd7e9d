import AccountAPI
import Encodings
import Primitives
import SQLDatabase

extension TakingBack {
    /// Sends a code to a contact that the account had before.
    func startProof(_ request: StartTakingBackProof.Request, for session: Session) async throws -> SentContactCode {
        let language = ServiceWords.preferred([request.language]).language
        let now = service.now
        let expires = now + ContactCodes.lifetime
        let id = ContactProofID.random()
        let codes = ContactCodes(service)
        let code = ContactCodes.new()
        guard let device = session.device else { throw Problem(.sessionInvalid) }
        let cost = AttemptBudget.takingBackCodes(service.keys, device)
        let contact = try await service.database.write { transaction in
            let undoing = try undoing(of: session, transaction)
            guard let contact = undoing.contactsToShow.first(where: { $0.id == request.contact })?.stored else {
                throw Problem(.noSuchContact)
            }
            guard service.messages.carries(contact.kind) else { throw Problem(.contactUnavailable) }
            try Attempts(transaction, now: now).spendCode([cost])
            let sealed = try codes.seal(code, row: id.rawValue)
            try TakingBackStore(transaction: transaction)
                .open(id, by: contact.id, code: sealed, in: session.id, expires: expires)
            return contact
        }
        let address = try Contacts(service).address(of: contact)
        let message = Message.contactCode(
            code,
            to: address.recipient,
            isNew: false,
            minutes: Int(ContactCodes.lifetime / .minute),
            language: language
        )
        try await codes.send(message, cost: [cost], at: now) { transaction in
            try TakingBackStore(transaction: transaction).forget(id, in: session.id)
        }
        return SentContactCode(contact: contact.id, proof: id, masked: address.masked, expires: expires)
    }

    /// Checks the code that a contact of before received.
    func finishProof(_ request: FinishTakingBackProof.Request, for session: Session) async throws {
        let codes = ContactCodes(service)
        let digits = try codes.digits(of: request.code)
        let now = service.now
        let outcome = try await service.database.write { transaction -> Result<Void, Problem> in
            let store = TakingBackStore(transaction: transaction)
            let spent = try store.spendTry(request.proof, in: session.id, limit: ContactCodes.tries, now: now)
            let result = try codes.check(digits, spent, row: request.proof.rawValue)
            if case .success = result { try store.showContact(in: session.id, now: now) }
            return result
        }
        try outcome.get()
    }
}
