import AccountAPI
import AccountServer
import Crypto
import Encodings
import Foundation
import Hummingbird
import HummingbirdTesting
import SQLDatabase
import Synchronization
import Testing

/// A device with a credential, as the service sees it.
final class Approver: Sendable {
    let client: TestClient
    let session: TestSession
    let device: ServiceDeviceID
    let key: P256.Signing.PrivateKey
    /// The test that the credential came with.
    let test: DeviceTest
    private let clock: ServiceClock
    private let counter = Mutex<Int64>(0)

    private init(
        _ client: TestClient,
        _ session: TestSession,
        _ device: ServiceDeviceID,
        _ key: P256.Signing.PrivateKey,
        _ test: DeviceTest,
        _ clock: ServiceClock
    ) {
        (self.client, self.session, self.device, self.key) = (client, session, device, key)
        (self.test, self.clock) = (test, clock)
    }

    /// Registers a credential with a finished proof.
    static func register(
        _ client: TestClient,
        _ session: TestSession,
        proof: ContactProofID,
        _ service: TestService,
        key: P256.Signing.PrivateKey = P256.Signing.PrivateKey()
    ) async throws -> Approver {
        let request = try registration(session, proof: proof, key: key)
        let test = try await client.call(RegisterDeviceCredential.self, request, session: session)
        let device = try #require(session.opened.device)
        return Approver(client, session, device, key, test, service.clock)
    }

    /// A member's device, whose credential came with its enrollment and was not tested.
    static func enrolled(_ client: TestClient, _ device: EnrolledDevice, _ service: TestService) -> Approver {
        let test = DeviceTest(request: SignInRequestID(String(repeating: "0", count: 32))!, number: 0)
        return Approver(client, device.session, device.response.device, device.key, test, service.clock)
    }

    /// The message that registers a credential.
    static func registration(
        _ session: TestSession,
        proof: ContactProofID,
        key: P256.Signing.PrivateKey,
        signedBy signer: P256.Signing.PrivateKey? = nil,
        for signed: TestSession? = nil
    ) throws -> RegisterDeviceCredential.Request {
        let publicKey = Array(key.publicKey.x963Representation)
        let message = DeviceCredentialMessage.registration(
            session: (signed ?? session).opened.session,
            publicKey: publicKey
        )
        let signature = try (signer ?? key).signature(for: message).rawRepresentation
        return RegisterDeviceCredential.Request(
            proof: proof,
            publicKey: Bytes(publicKey),
            signature: Bytes(Array(signature))
        )
    }

    /// Calls an endpoint, signed by this device unless the test says otherwise.
    @discardableResult
    func call<E: Endpoint>(
        _ endpoint: E.Type,
        _ request: E.Request,
        as device: ServiceDeviceID? = nil,
        key: P256.Signing.PrivateKey? = nil,
        time: Int64? = nil
    ) async throws -> E.Response {
        let body = E.Request.self == Nothing.self ? [] : Array(try JSONEncoder().encode(request))
        let header = try sign(E.method.rawValue, E.path, body, as: device, key: key, time: time)
        return try await send(E.self, body, header)
    }

    /// Sends a request that was signed before.
    @discardableResult
    func send<E: Endpoint>(_ endpoint: E.Type, _ body: [UInt8], _ header: String) async throws -> E.Response {
        let response = try await client.send(E.path, method: E.method, body: body, authorization: header)
        guard response.status == .ok else { throw try response.decode(Problem.self) }
        return try response.decode(E.Response.self)
    }

    /// The value of the `Authorization` header.
    func sign(
        _ method: String,
        _ path: String,
        _ body: [UInt8],
        as device: ServiceDeviceID? = nil,
        key: P256.Signing.PrivateKey? = nil,
        time: Int64? = nil
    ) throws -> String {
        try DeviceSignature(
            device: device ?? self.device,
            time: time ?? now,
            method: method,
            path: path,
            body: body,
            sign: { Array(try (key ?? self.key).signature(for: $0).rawRepresentation) }
        ).header
    }

    /// Microseconds, above those of before.
    var now: Int64 {
        let next = counter.withLock { counter in
            counter += 1
            return counter
        }
        return Int64(clock.now.timeIntervalSince1970 * 1_000_000) + next
    }

    /// What waits for this device.
    func list() async throws -> LiveUpdate {
        try await call(ListSignInRequests.self, Nothing())
    }

    /// The one request that waits.
    func request() async throws -> SignInRequestNotice {
        let requests = try await list().requests
        #expect(requests.count == 1)
        return try #require(requests.first)
    }

    /// Answers a request, as signed by this device for it unless the test says otherwise.
    func answer(
        _ request: SignInRequestNotice,
        _ decision: AnswerSignInRequest.Decision,
        number: Int = 0,
        signing changed: (inout SignedAnswer) -> Void = { _ in }
    ) async throws {
        try await call(AnswerSignInRequest.self, try answerBody(request, decision, number: number, signing: changed))
    }

    /// The body of an answer.
    func answerBody(
        _ request: SignInRequestNotice,
        _ decision: AnswerSignInRequest.Decision,
        number: Int = 0,
        signing changed: (inout SignedAnswer) -> Void = { _ in }
    ) throws -> AnswerSignInRequest.Request {
        var signed = SignedAnswer(
            request: request.id,
            device: device,
            client: request.client,
            decision: decision.rawValue,
            number: number,
            expires: request.expires,
            key: key
        )
        changed(&signed)
        return AnswerSignInRequest.Request(
            request: request.id,
            decision: decision,
            number: number,
            signature: Bytes(Array(try signed.key.signature(for: signed.message).rawRepresentation))
        )
    }

    /// Approves the test that the credential came with, as the device does.
    func passTest() async throws {
        let request = try await request()
        #expect(request.isTest)
        #expect(request.id == test.request)
        try await answer(request, .approve, number: test.number)
    }
}

/// What an answer's signature is over.
struct SignedAnswer {
    var request: SignInRequestID
    var device: ServiceDeviceID
    var client: String
    var decision: String
    var number: Int
    var expires: Int64
    var key: P256.Signing.PrivateKey

    var message: [UInt8] {
        DeviceCredentialMessage.answer(
            request: request,
            device: device,
            client: client,
            decision: decision,
            number: number,
            expires: expires
        )
    }
}

extension TestService {
    /// Ada's account with a contact, and a device that answers sign-in requests.
    func approver(
        _ client: TestClient,
        _ name: String = TestClient.ada,
        contact: String = "ada@mail.example"
    ) async throws -> Approver {
        try await approver(client, of: try await client.registered(name), contact: contact)
    }

    /// The same on a device that is signed in already.
    func approver(
        _ client: TestClient,
        of session: TestSession,
        contact: String = "ada@mail.example"
    ) async throws -> Approver {
        let contact = try await client.addVerified(.email, contact, in: session, self)
        // The contact's own proof is used up by nothing: it is finished, and may make the credential.
        return try await confirmedApprover(client, session, proof: contact.proof)
    }

    /// Another device of an account, with a credential of its own.
    func anotherApprover(_ client: TestClient, name: String = "New phone") async throws -> Approver {
        let session = try await client.signIn(device: .new(name: name))
        let contact = try #require(try await client.contacts(in: session).first)
        let request = StartContactProof.Request(contact: contact.id, language: "en")
        let sent = try await client.call(StartContactProof.self, request, session: session)
        try await client.type(self.sent.code(to: "ada@mail.example"), for: sent, in: session)
        return try await confirmedApprover(client, session, proof: sent.proof)
    }

    private func confirmedApprover(
        _ client: TestClient,
        _ session: TestSession,
        proof: ContactProofID
    ) async throws -> Approver {
        let approver = try await Approver.register(client, session, proof: proof, self)
        try await approver.passTest()
        return approver
    }

    /// Starts a request as a page does, or as an application does without one.
    func ask(
        _ name: String = TestClient.ada,
        client: ClientID? = nil,
        application: String = "Shop",
        by asker: RequestAsker? = nil
    ) async throws -> (id: SignInRequestID, number: Int) {
        let asker = asker ?? client.map { .application($0) } ?? .browser("desk", network: "203.0.113.9")
        return try await service.signInRequests
            .start(username: name, by: asker, client: client, application: application, place: "203.0.113.9")
    }

    /// How a request stands.
    func outcome(_ id: SignInRequestID) async throws -> RequestOutcome {
        try await service.signInRequests.outcome(of: id)
    }
}
