package import AccountAPI

extension DeviceApp {
    /// The contacts of a personal account, masked.
    package func contacts(of name: String?) async throws -> [ListContacts.Contact] {
        try await waiting { try $0.contacts(of: name) }
    }

    /// Adds a contact to a personal account and verifies it.
    package func addContact(
        _ kind: ContactKind,
        _ value: String,
        to name: String?,
        questions: ContactQuestions
    ) async throws -> ListContacts.Contact {
        try await waiting { try $0.addContact(kind, value, to: name, questions: questions) }
    }

    /// Types a code that an earlier command has had sent.
    package func verifyContact(proof: String, code: ContactCode, of name: String?) async throws {
        try await waiting { try $0.verifyContact(proof: proof, code: code, of: name) }
    }

    /// Removes a contact of a personal account by the start of its identifier.
    package func removeContact(_ contact: String, of name: String?) async throws {
        try await waiting { try $0.removeContact(contact, of: name) }
    }
}
