package import AccountAPI

extension DeviceApp {
    /// Takes a personal account back from whoever has taken it with a younger device: undoes what that one did, sets
    /// a new password, and signs in.
    package func takeBack(_ name: String?, _ questions: TakingBackQuestions) async throws -> TakingBackOffer? {
        try await waiting { try $0.takeBack(name, questions) }
    }

    /// Begins to take a personal account back, with a secret that it had before.
    package func beginTakingBack(
        _ name: String?,
        _ secret: @escaping @Sendable (_ asked: String) throws -> RecoverySecret
    ) async throws -> TakingBack {
        try await waiting { try $0.beginTakingBack(name, secret) }
    }

    /// Takes the account back, once enough was shown: it gets a new password, with which this device signs in.
    package func finishTakingBack(
        _ back: TakingBack,
        to password: Password,
        show: @escaping @Sendable () throws -> Void = {}
    ) async throws {
        try await waiting { try $0.finishTakingBack(back, to: password, show: show) }
    }
}

extension TakingBack {
    /// Shows another secret of before.
    package func showing(_ secret: RecoverySecret) async throws -> TakingBack {
        try await waiting { try $0.showing(secret) }
    }

    /// Has a code sent to a contact of before.
    package func sendCode(to contact: ContactID, language: String) async throws -> SentContactCode {
        try await waiting { try $0.sendCode(to: contact, language: language) }
    }

    /// Shows that a contact of before is in this person's hands, with the code that was sent there.
    package func typing(_ code: ContactCode, of proof: ContactProofID) async throws -> TakingBack {
        try await waiting { try $0.typing(code, of: proof) }
    }
}
