import AccountAPI
import AccountServer
import OPAQUE
import Primitives
import Testing

extension TestClient {
    /// Shows a device's secret of before: tries one after the other, as a device does.
    func takeBack(
        _ session: TestSession,
        _ secret: String = password,
        with credential: CredentialKind? = nil,
        name: String = ada
    ) async throws -> TestSession {
        let device = try #require(session.device)
        for number in StartSignIn.Request.secretsOfBefore {
            do {
                return try await signIn(
                    name,
                    secret,
                    device: .known(device.id),
                    knownDevice: device,
                    with: credential,
                    takingBack: number
                )
            } catch OPAQUEError.wrongPassword {
                continue
            }
        }
        throw OPAQUEError.wrongPassword
    }

    /// Sets the new password and finishes.
    func finishTakingBack(_ session: TestSession, password: String, key: TestKey?) async throws {
        let (message, state) = try Self.opaque.createRegistrationRequest(password: SecretBytes(utf8: password))
        let started = try await call(StartTakingBack.self, .init(request: Bytes(message.bytes)), session: session)
        let response = try RegistrationResponse(bytes: started.response.bytes)
        let (record, exportKey) = try Self.opaque.finalizeRegistrationRequest(state, response: response)
        let request = FinishTakingBack.Request(
            registration: started.registration,
            record: Bytes(record.bytes),
            suite: Self.suite.id,
            wrappedKey: key.map { Bytes($0.wrapped(under: exportKey)) }
        )
        _ = try await call(FinishTakingBack.self, request, session: session)
    }

    /// Types the code that a contact of before received.
    func showContact(_ contact: ContactID, in session: TestSession, _ service: TestService) async throws {
        let request = StartContactProof.Request(contact: contact, language: "en")
        let sent = try await call(StartTakingBackProof.self, request, session: session)
        let address = try #require(service.sent.messages.last).recipient.address
        let typed = FinishContactProof.Request(proof: sent.proof, code: service.sent.code(to: address))
        _ = try await call(FinishTakingBackProof.self, typed, session: session)
    }

    /// A second device, settled at once by the password and the mailbox.
    func settled(_ service: TestService, name: String = "Another phone") async throws -> TestSession {
        let session = try await signIn(device: .new(name: name))
        let contact = try #require(try await contacts(in: session).first)
        let sent = try await call(
            StartContactProof.self,
            .init(contact: contact.id, language: "en"),
            session: session
        )
        let address = try #require(service.sent.messages.last).recipient.address
        try await type(service.sent.code(to: address), for: sent, in: session)
        return session
    }

    /// Removes a device of the account.
    func revoke(_ device: ServiceDeviceID?, in session: TestSession) async throws {
        _ = try await call(RevokeDevice.self, .init(device: try #require(device)), session: session)
    }
}
