import AccountAPI
import Encodings
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import OPAQUE
import OneTimePassword
import Primitives
import Synchronization
import TestSupport
import Testing

/// A device at one address, as far as the service can see it.
struct TestClient: Sendable {
    static let suite = OPAQUESuite(id: OPAQUESuite.standard.id, keyStretching: NoStretching())
    static let ada = "ada@example.org"
    static let password = "correct horse battery"

    let http: any TestClientProtocol
    var address = "203.0.113.1"

    func at(_ address: String) -> TestClient {
        TestClient(http: http, address: address)
    }

    /// Sends bytes and returns what comes back.
    func send(
        _ path: String,
        method: HTTPRequest.Method,
        body: [UInt8],
        authorization: String? = nil,
        lastEventID: String? = nil
    ) async throws -> TestResponse {
        var headers: HTTPFields = [.contentType: "application/json"]
        if let name = HTTPField.Name("X-Forwarded-For") {
            headers[name] = "192.0.2.1, \(address)"
        }
        headers[.authorization] = authorization
        if let lastEventID, let name = HTTPField.Name("Last-Event-ID") {
            headers[name] = lastEventID
        }
        let answer = try await http.executeRequest(
            uri: path,
            method: method,
            headers: headers,
            body: body.isEmpty ? nil : ByteBuffer(bytes: body)
        )
        try APIDocument.check(answer, to: method, path)
        return answer
    }

    /// Calls an endpoint; throws the ``Problem`` that it answers.
    func call<E: Endpoint>(
        _ endpoint: E.Type,
        _ request: E.Request,
        authorization: String? = nil,
        session: TestSession? = nil
    ) async throws -> E.Response {
        let body = E.Request.self == Nothing.self ? [] : Array(try JSONEncoder().encode(request))
        let signature = session?.sign(method: E.method.rawValue, path: E.path, body: body)
        let response = try await send(
            E.path,
            method: E.method,
            body: body,
            authorization: authorization ?? signature?.header
        )
        guard response.status == .ok else { throw try response.decode(Problem.self) }
        return try response.decode(E.Response.self)
    }

    /// Makes an account and returns its export key.
    @discardableResult
    func register(_ name: String = ada, _ password: String = password) async throws -> SecretBytes {
        let opaque = Self.opaque
        let (message, state) = try opaque.createRegistrationRequest(password: SecretBytes(utf8: password))
        let started = try await call(
            StartRegistration.self,
            StartRegistration.Request(username: name, request: Bytes(message.bytes))
        )
        let response = try RegistrationResponse(bytes: started.response.bytes)
        let (record, exportKey) = try opaque.finalizeRegistrationRequest(state, response: response)
        _ = try await call(
            FinishRegistration.self,
            FinishRegistration.Request(
                registration: started.registration,
                record: Bytes(record.bytes),
                suite: Self.suite.id
            )
        )
        return exportKey
    }

    /// The first step of a sign-in.
    func start(
        _ name: String = ada,
        _ password: String = password,
        knownDevice: (id: ServiceDeviceID, secret: SecretBytes)? = nil,
        with credential: CredentialKind? = nil,
        letter: String? = nil,
        takingBack: Int? = nil
    ) async throws -> (response: StartSignIn.Response, state: ClientSignIn) {
        let (ke1, state) = try Self.opaque.generateKE1(password: SecretBytes(utf8: password))
        let proof = knownDevice.map { device in
            let proof = SessionKeys.deviceProof(secret: device.secret, ke1: ke1.bytes)
            return KnownDevice(device: device.id, proof: Bytes(proof))
        }
        let request = StartSignIn.Request(
            username: name,
            ke1: Bytes(ke1.bytes),
            knownDevice: proof,
            credential: credential,
            letter: letter,
            takingBack: takingBack
        )
        return (try await call(StartSignIn.self, request), state)
    }

    /// A whole sign-in.
    func signIn(
        _ name: String = ada,
        _ password: String = password,
        device: SigningDevice? = .new(name: "Ada's old phone"),
        knownDevice: (id: ServiceDeviceID, secret: SecretBytes)? = nil,
        with credential: CredentialKind? = nil,
        letter: String? = nil,
        takingBack: Int? = nil
    ) async throws -> TestSession {
        let (response, state) = try await start(
            name,
            password,
            knownDevice: knownDevice,
            with: credential,
            letter: letter,
            takingBack: takingBack
        )
        let ke2 = try KE2(bytes: response.ke2.bytes)
        let (ke3, sessionKey, exportKey) = try Self.opaque.generateKE3(state, ke2: ke2)
        let opened = try await call(
            FinishSignIn.self,
            FinishSignIn.Request(signIn: response.signIn, ke3: Bytes(ke3.bytes), device: device)
        )
        return TestSession(opened, sessionKey: SecretBytes(copying: sessionKey), exportKey: exportKey)
    }

    /// A whole sign-in of a device that has signed in before.
    func signIn(
        again first: TestSession,
        _ password: String = password,
        with credential: CredentialKind? = nil,
        letter: String? = nil
    ) async throws -> TestSession {
        let device = try (id: #require(first.opened.device), secret: #require(first.secret))
        return try await signIn(
            Self.ada,
            password,
            device: .known(device.id),
            knownDevice: device,
            with: credential,
            letter: letter
        )
    }

    static var opaque: OPAQUEClient {
        OPAQUEClient(suite: suite, context: SessionKeys.context(suite: suite.id))
    }
}

/// A session as a device holds it.
final class TestSession: Sendable {
    let opened: FinishSignIn.Response
    let key: SecretBytes
    /// What wraps the backup key.
    let exportKey: SecretBytes
    /// The one-time secret of the device, where the sign-in added one.
    let secret: SecretBytes?
    private let counter = Mutex<Int64>(0)

    init(_ opened: FinishSignIn.Response, sessionKey: SecretBytes, exportKey: SecretBytes) {
        self.opened = opened
        self.exportKey = exportKey
        key = SessionKeys.requestKey(sessionKey: sessionKey)
        secret = opened.device.map { SessionKeys.deviceSecret(sessionKey: sessionKey, device: $0) }
    }

    /// A session that no sign-in has opened.
    init(_ opened: FinishSignIn.Response, requestKey: SecretBytes) {
        self.opened = opened
        exportKey = SecretBytes(utf8: "")
        key = requestKey
        secret = nil
    }

    /// A later session of a device, with the one-time secret that its first sign-in gave it.
    init(_ later: TestSession, deviceOf first: TestSession) {
        opened = later.opened
        exportKey = later.exportKey
        key = later.key
        secret = first.secret
        let last = later.counter.withLock { $0 }
        counter.withLock { $0 = last }
    }

    func sign(method: String, path: String, body: [UInt8]) -> RequestSignature {
        let next = counter.withLock { counter in
            counter += 1
            return counter
        }
        return RequestSignature(
            session: opened.session,
            counter: next,
            key: key,
            method: method,
            path: path,
            body: body
        )
    }

    /// The device's identifier and secret.
    var device: (id: ServiceDeviceID, secret: SecretBytes)? {
        opened.device.flatMap { id in secret.map { (id, $0) } }
    }

    /// The code that the device shows.
    func code(at date: Date) -> String {
        secret.map { TOTP.code(secret: $0, at: Instant(date), period: 30, digits: 8, algorithm: .sha1) } ?? ""
    }
}

extension TestResponse {
    /// The body.
    var data: Data { Data(body.readableBytesView) }

    /// The value that the body encodes.
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try JSONDecoder().decode(type, from: data)
    }
}

/// The code of the problem that a call answers; nil where it succeeds.
func problem(_ call: () async throws -> some Any) async throws -> ProblemCode? {
    do {
        _ = try await call()
        return nil
    } catch let problem as Problem {
        return problem.code
    }
}

/// Expects the code of the problem that a call answers.
func expectProblem(
    _ code: ProblemCode?,
    sourceLocation: SourceLocation = #_sourceLocation,
    _ call: () async throws -> some Any
) async throws {
    let found = try await problem(call)
    #expect(found == code, sourceLocation: sourceLocation)
}
