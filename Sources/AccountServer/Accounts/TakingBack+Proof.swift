import AccountAPI
import Logging
import SQLDatabase
import Sodium

extension TakingBack {
    /// Sends a code to a contact that the account had before.
    func startProof(_ request: StartTakingBackProof.Request, for session: Session) async throws -> SentContactCode {
        let language = ServiceWords.preferred([request.language]).language
        let expires = service.now + ContactProofs.lifetime
        let id = ContactProofID.random()
        let code = ContactProofs.newCode()
        let contact = try await service.database.write { transaction in
            let undoing = try undoing(of: session, transaction)
            guard let contact = undoing.state.contacts.first(where: { $0.id == request.contact })?.stored else {
                throw Problem(.noSuchContact)
            }
            guard service.messages.carries(contact.kind) else { throw Problem(.contactUnavailable) }
            do {
                let budget = AttemptBudget.takingBackCodes(service.keys, undoing.device.id)
                try Attempts(transaction, now: service.now).spend(budget)
            } catch let problem as Problem {
                throw Problem(.tooManyContactCodes, retryAfter: problem.retryAfter)
            }
            let sealed = try service.atRest.seal(Array(code.utf8), for: .contactCode(row: id.rawValue))
            try TakingBackStore(transaction: transaction).open(id, code: sealed, in: session.id, expires: expires)
            return contact
        }
        let address = try Contacts(service).address(of: contact)
        let message = Message.contactCode(
            code,
            to: address.recipient,
            isNew: false,
            minutes: Int(ContactProofs.lifetime / .minute),
            language: language
        )
        do {
            try await service.messages.send(message)
        } catch {
            service.log.warning("could not send a message", metadata: ["error": "\(MessageError(of: error))"])
            throw Problem(.contactNotSent)
        }
        return SentContactCode(contact: contact.id, proof: id, masked: address.masked, expires: expires)
    }

    /// Checks the code that a contact of before received.
    func finishProof(_ request: FinishTakingBackProof.Request, for session: Session) async throws {
        let typed = request.code.utf8.filter { $0 != UInt8(ascii: " ") }
        guard typed.count == ContactProofs.digits else { throw Problem(.contactCodeRefused) }
        let now = service.now
        // A refusal is returned, not thrown: the try that was spent stays so.
        let outcome = try await service.database.write { transaction -> Result<Void, Problem> in
            let store = TakingBackStore(transaction: transaction)
            let limit = ContactProofs.tries
            guard let (sealed, tries) = try store.spendTry(request.proof, in: session.id, limit: limit, now: now) else {
                return .failure(Problem(.contactCodeExpired))
            }
            let code = try service.atRest.open(sealed, from: .contactCode(row: request.proof.rawValue))
            guard constantTimeEqual(code, typed) else {
                return .failure(Problem(.contactCodeRefused, attemptsLeft: Int(limit - tries)))
            }
            try store.showContact(in: session.id, now: now)
            return .success(())
        }
        try outcome.get()
    }
}
