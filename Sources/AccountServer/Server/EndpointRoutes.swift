import AccountAPI
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// Turns endpoints and what answers them into routes.
struct EndpointRoutes {
    /// The largest body that is read.
    static let maximumBodyLength = 64 * 1024
    let router: Router<AccountRequestContext>
    let sessions: Sessions
    let clients: RelyingParties
    let credentials: DeviceCredentials
    /// Whether the client's address stands in the last `X-Forwarded-For`.
    let isBehindProxy: Bool

    /// Serves an endpoint that anyone may call.
    func open<E: Endpoint>(
        _ endpoint: E.Type,
        _ answer: @escaping @Sendable (E.Request, ClientAddress) async throws -> E.Response
    ) {
        precondition(E.access == .open, "\(E.path) is not open")
        serve(endpoint, answer) { [isBehindProxy] request, context, _ in
            ClientAddress(of: request, context, isBehindProxy: isBehindProxy)
        }
    }

    /// Serves an endpoint that belongs to a session; a limited one, and that of an organisation's member, are refused
    /// unless the endpoint says otherwise.
    func session<E: Endpoint>(
        _ endpoint: E.Type,
        _ answer: @escaping @Sendable (E.Request, Session) async throws -> E.Response
    ) {
        precondition(
            [.session, .limitedSession, .memberSession, .anySession, .takingBack].contains(E.access),
            "\(E.path) takes no session"
        )
        serve(endpoint, answer) { [sessions, isBehindProxy] request, context, body in
            let header = request.headers[.authorization]
            var session = try await sessions.authenticate(
                header,
                method: E.method.rawValue,
                path: E.path,
                body: body,
                from: ClientAddress(of: request, context, isBehindProxy: isBehindProxy)
            )
            // A session that takes the account back does nothing else; every other one does not take it back.
            guard session.isTakingBack == (E.access == .takingBack) else { throw Problem(.sessionInvalid) }
            guard E.access == .memberSession || E.access == .anySession || session.accountKind == .personal else {
                throw Problem(.workAccount)
            }
            guard [.limitedSession, .anySession, .takingBack].contains(E.access) || !session.isLimited else {
                throw Problem(.sessionLimited)
            }
            session.admission = Admission.of(E.self)
            return session
        }
    }

    /// Serves an endpoint that relying parties call.
    func client<E: Endpoint>(
        _ endpoint: E.Type,
        _ answer: @escaping @Sendable (E.Request, ClientID) async throws -> E.Response
    ) {
        precondition(E.access == .client, "\(E.path) is not for relying parties")
        serve(endpoint, answer) { [clients] request, _, _ in
            try await clients.authenticate(request.headers[.authorization]).id
        }
    }

    /// Serves an endpoint that a device calls with its credential.
    func device<E: Endpoint>(
        _ endpoint: E.Type,
        _ answer: @escaping @Sendable (E.Request, AuthenticatedDevice) async throws -> E.Response
    ) {
        precondition(E.access == .device, "\(E.path) is not for devices")
        serve(endpoint, answer) { [credentials] request, _, body in
            try await credentials.authenticate(request, body: body)
        }
    }

    /// Serves what a device calls with its credential and that has no end: no endpoint, since its answer is no JSON.
    func stream(
        _ path: String,
        _ answer: @escaping @Sendable (Request, AuthenticatedDevice) async throws -> Response
    ) {
        router.get(RouterPath(path)) { [credentials] request, _ in
            var request = request
            // Read this way, the body still tells when the device goes away.
            guard let body = try? await request.collectBody(upTo: 1) else { throw Problem(.tooLarge) }
            let device = try await credentials.authenticate(request, body: Array(buffer: body))
            return try await answer(request, device)
        }
    }

    private func serve<E: Endpoint, Caller: Sendable>(
        _ endpoint: E.Type,
        _ answer: @escaping @Sendable (E.Request, Caller) async throws -> E.Response,
        authenticate: @escaping @Sendable (Request, AccountRequestContext, [UInt8]) async throws -> Caller
    ) {
        let isAdmitted = Admission.of(E.self) != nil
        router.on(RouterPath(E.path), method: E.method) { request, context in
            guard isAdmitted else { throw Problem(.internalError) }
            let body = try await Self.read(request.body)
            let caller = try await authenticate(request, context, body)
            let response = try await answer(try Self.decode(E.Request.self, body), caller)
            return Response(
                status: .ok,
                headers: [.contentType: "application/json"],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: try Self.encoder.encode(response)))
            )
        }
    }

    // Escaped slashes would make the length of Base64 depend on its value.
    private static let encoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        return encoder
    }()

    /// The bytes of a body, if they are not too many.
    static func read(_ body: RequestBody) async throws -> [UInt8] {
        do {
            return Array(buffer: try await body.collect(upTo: maximumBodyLength))
        } catch is NIOTooManyBytesError {
            throw Problem(.tooLarge)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            throw Problem(.invalidRequest)
        }
    }

    private static func decode<Value: Decodable>(_ type: Value.Type, _ body: [UInt8]) throws -> Value {
        if type == Nothing.self, body.isEmpty, let nothing = Nothing() as? Value { return nothing }
        guard let value = try? OutsideJSON.decodeUncleaned(type, from: Data(body)) else {
            throw Problem(.invalidRequest)
        }
        return value
    }
}

extension HTTPField.Name {
    /// The addresses that a request came through.
    static var forwardedFor: HTTPField.Name { extensionField("X-Forwarded-For") }

    /// Whether a proxy may hold an answer back: nginx, and others after it, obey it.
    static var acceptBuffering: HTTPField.Name { extensionField("X-Accel-Buffering") }

    /// The last `id` of a stream of events that its reader saw, WHATWG HTML section 9.2.4.
    static var lastEventID: HTTPField.Name { extensionField("Last-Event-ID") }

    /// The identifier of a request, for the log.
    static var requestID: HTTPField.Name { extensionField("X-Request-Id") }

    /// The name of a field that HTTPTypes does not list.
    static func extensionField(_ name: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(name) else { preconditionFailure("\(name) is a field name") }
        return name
    }
}
