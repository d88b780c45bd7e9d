package import Entries

extension DeviceApp {
    /// Tells whose enrollment code it is; the code stays as good as it was.
    package func readEnrollment(_ invitation: EnrollmentInvitation) async throws -> EnrollmentOffer {
        try await waiting { try $0.readEnrollment(invitation) }
    }

    /// Tells whose enrollment code it is; the code stays as good as it was.
    package func readEnrollment(
        _ invitation: EnrollmentInvitation,
        for account: WorkAccount
    ) async throws -> EnrollmentOffer {
        try await waiting { try $0.readEnrollment(invitation, for: account) }
    }

    /// Uses an enrollment code up: the entry of its member is made, or is ready again, with a secret, a session and a
    /// credential of this device's own.
    package func enroll(_ offer: EnrollmentOffer) async throws -> AccountChange {
        try await waiting { try $0.enroll(offer) }
    }
}
