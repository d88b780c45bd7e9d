package import AccountAPI
import Encodings
import OutsideText

/// The contacts of a personal account, to which codes and notices go.
package struct Contacts: Sendable {
    let device: Device
}

extension Contacts {
    /// The contacts of a personal account, masked.
    @available(*, noasync)
    package func list(of name: String?) throws -> [ListContacts.Contact] {
        try device.accounts.withSession(of: name) { client, session in
            try client.call(ListContacts.self, Nothing(), in: session).contacts
        }
    }

    /// What kind of contact a person has typed: an address has an at sign, and a number begins with a plus.
    package static func kind(of typed: String) throws -> ContactKind {
        if typed.holds("@") { return .email }
        guard typed.trimmed().begins(with: "+") else { throw Failure(.invalidContact) }
        return .phone
    }

    /// Adds a contact to a personal account and verifies it.
    @available(*, noasync)
    package func add(
        _ kind: ContactKind,
        _ value: String,
        to name: String?,
        questions: ContactQuestions
    ) throws -> ListContacts.Contact {
        try device.accounts.withSession(of: name) { client, session in
            let sent = try client.call(
                AddContact.self,
                .init(kind: kind, value: value, language: questions.language),
                in: session
            )
            let proofs = ContactProofs(client: client, session: session, questions: questions)
            try proofs.finish(sent, isProof: false)
            let contacts = try client.call(ListContacts.self, Nothing(), in: session).contacts
            guard let added = contacts.first(where: { $0.id == sent.contact }) else { throw Failure(.noSuchContact) }
            return added
        }
    }

    /// Types a code that an earlier command has had sent.
    @available(*, noasync)
    package func verify(proof: String, code: ContactCode, of name: String?) throws {
        guard let proof = ContactProofID(proof) else { throw Failure(.contactCodeExpired) }
        try device.accounts.withSession(of: name) { client, session in
            _ = try client.call(FinishContactProof.self, .init(proof: proof, code: code.digits), in: session)
            device.evidence.noteWhatWasShown(in: session, client)
        }
    }

    /// Has a code sent to a contact of an account; with `reuse`, one that was sent a little while ago will do.
    @available(*, noasync)
    package func sendCode(
        to contact: String,
        of name: String?,
        language: String,
        reuse: Bool = false
    ) throws -> SentContactCode {
        guard let id = ContactID(contact) else { throw Failure(.noSuchContact) }
        return try device.accounts.withSession(of: name) { client, session in
            let request = StartContactProof.Request(contact: id, language: language, reuse: reuse)
            return try client.call(StartContactProof.self, request, in: session)
        }
    }

    /// Removes a contact of a personal account by the start of its identifier.
    @available(*, noasync)
    package func remove(_ contact: String, of name: String?) throws {
        try device.accounts.withSession(of: name) { client, session in
            let id: ContactID
            if let whole = ContactID(contact) {
                id = whole
            } else {
                let contacts = try client.call(ListContacts.self, Nothing(), in: session).contacts
                id = try contacts.one(beginning: contact).id
            }
            _ = try client.call(RemoveContact.self, .init(contact: id), in: session)
        }
    }
}
