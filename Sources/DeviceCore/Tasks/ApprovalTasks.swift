package import AccountAPI

extension DeviceApp {
    /// Makes this device answer the sign-in requests of a personal account that it is signed in to.
    package func turnApprovalsOn(
        of name: String?,
        proving contact: String? = nil,
        proof: String? = nil,
        questions: ContactQuestions
    ) async throws -> AccountChange {
        try await waiting { try $0.turnApprovalsOn(of: name, proving: contact, proof: proof, questions: questions) }
    }

    /// Ends it: this device answers the account's sign-in requests no longer, and its key is gone.
    package func turnApprovalsOff(of name: String?) async throws -> EntryListing {
        try await waiting { try $0.turnApprovalsOff(of: name) }
    }

    /// Makes a personal entry ready again on this device: *sign in to recover*.
    package func recoverPersonalEntry(
        _ name: String,
        proving contact: String? = nil,
        proof: String? = nil,
        asNew: Bool = false,
        password: @escaping @Sendable () throws -> Password,
        questions: ContactQuestions
    ) async throws -> AccountChange {
        try await waiting {
            try $0.recoverPersonalEntry(
                name,
                proving: contact,
                proof: proof,
                asNew: asNew,
                password: password,
                questions: questions
            )
        }
    }

    /// What happened to the accounts of this device in the last 30 days, the newest first.
    package func notices(of name: String?) async throws -> [NoticeListing] {
        try await waiting { try $0.notices(of: name) }
    }

    /// Notes that notices were shown, so that this device shows each on its own once only.
    package func markShown(_ notices: [NoticeListing]) async {
        await waiting { $0.markShown(notices) }
    }

    /// The requests that wait for an answer, of every account that this device answers for.
    package func requests() async throws -> PendingRequests {
        try await waiting { try $0.requests() }
    }

    /// The request that `id` means, the beginning of its identifier; without one, the only one that waits.
    package func request(_ id: String?) async throws -> RequestListing {
        try await waiting { try $0.request(id) }
    }

    /// Answers a request; `id` may be the beginning of its identifier, and nil where only one waits.
    @discardableResult
    package func answer(_ id: String?, _ answer: RequestAnswer) async throws -> RequestListing {
        try await waiting { try $0.answer(id, answer) }
    }

    /// Makes this device answer the sign-in requests of an account that has them, by the code that has just confirmed
    /// it.
    package func setUpRequests(of name: String?, by proof: ContactProofID, _ questions: ContactQuestions) async {
        await waiting { $0.setUpRequests(of: name, by: proof, questions) }
    }
}
