import AccountAPI
import AccountServer
import Testing

extension TestClient {
    /// Shows a contact in a session: asks for a code there and types it.
    func showContact(in session: TestSession, _ service: TestService) async throws {
        let contact = try #require(try await contacts(in: session).first(where: \.isVerified))
        let request = StartContactProof.Request(contact: contact.id, language: "en")
        let sent = try await call(StartContactProof.self, request, session: session)
        let address = try #require(service.sent.messages.last?.recipient.address)
        try await type(service.sent.code(to: address), for: sent, in: session)
    }

    /// Signs in on a new device that shows a contact in the same flow, which settles it; the code is read
    /// among what the service has sent.
    func signInSettled(
        _ name: String = ada,
        _ password: String = password,
        device: SigningDevice = .new(name: "New phone"),
        with credential: CredentialKind? = nil,
        reading service: TestService
    ) async throws -> TestSession {
        let session = try await signIn(name, password, device: device, with: credential)
        try await showContact(in: session, service)
        return session
    }

    /// Lets the days pass in which a device settles in an account without a contact and a recovery code, and signs in
    /// on it again: the password and the settled device are two kinds.
    func settleByTime(_ session: TestSession, _ service: TestService) async throws -> TestSession {
        await service.pass(days: 7)
        return try await signIn(again: session)
    }
}
