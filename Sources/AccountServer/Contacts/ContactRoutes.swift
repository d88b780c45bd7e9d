import AccountAPI

extension EndpointRoutes {
    /// Serves contacts and contact proofs.
    func addContacts(_ contacts: Contacts, _ proofs: ContactProofs) {
        session(ListContacts.self) { _, session in
            try await contacts.list(for: session)
        }
        session(AddContact.self) { request, session in
            try await contacts.add(request, for: session)
        }
        session(RemoveContact.self) { request, session in
            try await contacts.remove(request, for: session)
            return Nothing()
        }
        session(StartContactProof.self) { request, session in
            try await proofs.start(request, for: session)
        }
        session(FinishContactProof.self) { request, session in
            try await proofs.finish(request, for: session)
            return Nothing()
        }
    }
}
