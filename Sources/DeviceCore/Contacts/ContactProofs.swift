import AccountAPI
import Encodings
import Vault

/// Shows the service, in one session, that a contact of the account is in this person's hands.
struct ContactProofs: Sendable {
    let client: AccountClient
    let session: Session
    let questions: ContactQuestions

    /// Has a code sent to a verified contact, asks for it, and returns the finished proof, good once for ten minutes.
    ///
    /// The contact is the one that is named, the only one there is, or chosen. A code that was sent shortly before is
    /// asked for first, where the questions say so: whoever starts again has it already, and may want another.
    func prove(by contact: String? = nil) throws -> ContactProofID {
        let verified = try client.call(ListContacts.self, Nothing(), in: session).contacts.filter(\.isVerified)
        let chosen = try choose(of: verified, named: contact)
        var reuse = questions.reusesCode
        while true {
            let sent = try client.call(
                StartContactProof.self,
                .init(contact: chosen.id, language: questions.language, reuse: reuse ? true : nil),
                in: session
            )
            if try finish(sent, isProof: true) { return sent.proof }
            reuse = false
        }
    }

    /// The same by a contact that the account had before someone took it, in the session that takes it back.
    func prove(in back: TakingBack, by contact: String? = nil) throws -> TakingBack {
        let chosen = try choose(of: back.contacts, named: contact)
        let sent = try back.sendCode(to: chosen.id, language: questions.language)
        var shown = back
        _ = try ask(for: sent, isProof: true) { code in shown = try back.typing(code, of: sent.proof) }
        return shown
    }

    /// The contact that is named, the only one there is, or the one that is chosen.
    private func choose(
        of contacts: [ListContacts.Contact],
        named contact: String?
    ) throws -> ListContacts.Contact {
        if let contact { return try contacts.one(beginning: contact) }
        if contacts.count > 1 { return try questions.choose(contacts) }
        guard let only = contacts.first else { throw Failure(.noContact) }
        return only
    }

    /// Asks for the code that was sent until it is right or its tries are spent; false where another is wanted.
    @discardableResult
    func finish(_ sent: SentContactCode, isProof: Bool) throws -> Bool {
        try ask(for: sent, isProof: isProof) { code in
            _ = try client.call(FinishContactProof.self, .init(proof: sent.proof, code: code.digits), in: session)
        }
    }

    private func ask(
        for sent: SentContactCode,
        isProof: Bool,
        _ send: (ContactCode) throws -> Void
    ) throws -> Bool {
        var left: Int?
        while true {
            let question = CodeQuestion(sent: sent, isProof: isProof, attemptsLeft: left)
            guard let code = try questions.code(question) else { return false }
            guard let refusal = try Self.refusal({ try send(code) }) else { return true }
            left = refusal
        }
    }

    /// How many tries are left after a wrong code; nil where it was right.
    private static func refusal(_ send: () throws -> Void) throws -> Int? {
        do {
            try send()
            return nil
        } catch {
            guard case AccountError.problem(let problem, _) = error, problem.code == .contactCodeRefused,
                let left = problem.attemptsLeft, left > 0
            else { throw error }
            return left
        }
    }
}
