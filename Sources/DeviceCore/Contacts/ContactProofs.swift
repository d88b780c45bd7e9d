import AccountAPI
import Vault

/// Shows the service, in one session, that a contact of the account is in this person's hands.
struct ContactProofs: Sendable {
    let client: AccountClient
    let session: Session
    let questions: ContactQuestions

    /// Has a code sent to a verified contact, asks for it, and returns the finished proof, good once for ten minutes.
    ///
    /// The contact is the one that is named, the only one there is, or chosen.
    func prove(by contact: String? = nil) async throws -> ContactProofID {
        let verified = try await client.call(ListContacts.self, Nothing(), in: session).contacts.filter(\.isVerified)
        let chosen: ListContacts.Contact
        if let contact {
            guard let named = verified.first(where: { $0.id.rawValue == contact }) else {
                throw Failure(.noSuchContact)
            }
            chosen = named
        } else if verified.count > 1 {
            chosen = try await questions.choose(verified)
        } else {
            guard let only = verified.first else { throw Failure(.noContact) }
            chosen = only
        }
        let sent = try await client.call(
            StartContactProof.self,
            .init(contact: chosen.id, language: questions.language),
            in: session
        )
        try await finish(sent, isProof: true)
        return sent.proof
    }

    /// Calls with the proof that there is; where the service asks for one and there is none, makes one and calls again.
    func withProof<Answer>(
        _ proof: ContactProofID?,
        by contact: String?,
        _ call: (ContactProofID?) async throws -> Answer
    ) async throws -> Answer {
        do {
            return try await call(proof)
        } catch AccountError.problem(let problem, _) where problem.code == .proofNeeded && proof == nil {
            return try await call(try await prove(by: contact))
        }
    }

    /// Asks for the code that was sent until it is right or its tries are spent.
    func finish(_ sent: SentContactCode, isProof: Bool) async throws {
        var left: Int?
        while true {
            let code = try await questions.code(CodeQuestion(sent: sent, isProof: isProof, attemptsLeft: left))
            guard let refusal = try await self.refusal(of: code, for: sent.proof) else { return }
            left = refusal
        }
    }

    /// How many tries are left after a wrong code; nil where it was right.
    private func refusal(of code: ContactCode, for proof: ContactProofID) async throws -> Int? {
        do {
            _ = try await client.call(FinishContactProof.self, .init(proof: proof, code: code.digits), in: session)
            return nil
        } catch {
            guard case .problem(let problem, _) = error, problem.code == .contactCodeRefused,
                let left = problem.attemptsLeft, left > 0
            else { throw error }
            return left
        }
    }
}
