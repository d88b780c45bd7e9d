package import AccountAPI
import Vault

extension DeviceApp {
    /// The contacts of a personal account, masked.
    package func contacts(of name: String?) async throws -> [ListContacts.Contact] {
        try await withSession(of: name) { client, session in
            try await client.call(ListContacts.self, Nothing(), in: session).contacts
        }
    }

    /// Adds a contact to a personal account and verifies it.
    ///
    /// Where more than the password is needed, a code goes to a contact that the account has already: to the one that
    /// `proving` names. A proof that was finished before may be given instead.
    package func addContact(
        _ kind: ContactKind,
        _ value: String,
        to name: String?,
        proving contact: String? = nil,
        proof: String? = nil,
        questions: ContactQuestions
    ) async throws -> ListContacts.Contact {
        try await withSession(of: name) { client, session in
            let proofs = ContactProofs(client: client, session: session, questions: questions)
            let sent = try await proofs.withProof(try Self.proofID(proof), by: contact) { proof in
                try await client.call(
                    AddContact.self,
                    .init(kind: kind, value: value, language: questions.language, proof: proof),
                    in: session
                )
            }
            try await proofs.finish(sent, isProof: false)
            let contacts = try await client.call(ListContacts.self, Nothing(), in: session).contacts
            guard let added = contacts.first(where: { $0.id == sent.contact }) else { throw Failure(.noSuchContact) }
            return added
        }
    }

    /// Types a code that an earlier command has had sent.
    package func verifyContact(proof: String, code: ContactCode, of name: String?) async throws {
        guard let proof = ContactProofID(proof) else { throw Failure(.contactCodeExpired) }
        try await withSession(of: name) { client, session in
            _ = try await client.call(FinishContactProof.self, .init(proof: proof, code: code.digits), in: session)
        }
    }

    /// Removes a contact of a personal account; what may be needed for it is what adding one needs.
    package func removeContact(
        _ contact: String,
        of name: String?,
        proving other: String? = nil,
        proof: String? = nil,
        questions: ContactQuestions
    ) async throws {
        guard let id = ContactID(contact) else { throw Failure(.noSuchContact) }
        try await withSession(of: name) { client, session in
            let proofs = ContactProofs(client: client, session: session, questions: questions)
            _ = try await proofs.withProof(try Self.proofID(proof), by: other) { proof in
                try await client.call(RemoveContact.self, .init(contact: id, proof: proof), in: session)
            }
        }
    }

    private static func proofID(_ text: String?) throws(Failure) -> ContactProofID? {
        guard let text else { return nil }
        guard let id = ContactProofID(text) else { throw Failure(.contactCodeExpired) }
        return id
    }
}
