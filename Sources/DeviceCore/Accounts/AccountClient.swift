package import AccountAPI
package import Encodings
package import HTTPExchange
import HTTPTypes
package import Primitives
import Synchronization
package import Vault

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Calls an account service, and waits where it is called, until the service has answered or nobody waits any more.
package struct AccountClient: Sendable {
    /// The service called.
    package let service: ServiceAddress
    private let transport: any AccountTransport
    private let now: @Sendable () -> Instant
    /// What signs as this device.
    let keys: any KeyPairs
    /// The service's own authorities, PEM; nil for the system's.
    private let authorities: [UInt8]?

    /// Shows what a guarded act asks for, and returns the session to go on with.
    private let prove: (@Sendable (EvidenceNeed, Session) throws -> Session)?
    private let renewed = RenewedSessions()
    /// Is told of a session that is over, or whose device was suspended.
    private let noteRefusal: (@Sendable (Problem, Session) -> Void)?
    /// Whether anybody still waits for the answers.
    private(set) var cancellation: any Cancellation

    /// A client of one service; without `prove` a guarded act is refused where not enough was shown.
    package init(
        service: ServiceAddress,
        transport: any AccountTransport,
        authorities: [UInt8]? = nil,
        now: @escaping @Sendable () -> Instant,
        keys: any KeyPairs = SystemKeyPairs(),
        prove: (@Sendable (EvidenceNeed, Session) throws -> Session)? = nil,
        noteRefusal: (@Sendable (Problem, Session) -> Void)? = nil,
        cancellation: any Cancellation = NeverCancelled()
    ) {
        self.service = service
        self.transport = transport
        self.now = now
        self.authorities = authorities
        self.keys = keys
        self.prove = prove
        self.noteRefusal = noteRefusal
        self.cancellation = cancellation
    }

    /// The same client, for as long as somebody waits for its answers.
    package func until(_ cancellation: any Cancellation) -> AccountClient {
        var client = self
        client.cancellation = cancellation
        return client
    }

    /// Calls an endpoint that anyone may call.
    @available(*, noasync)
    package func call<E: Endpoint>(_ endpoint: E.Type, _ request: E.Request) throws(AccountError) -> E.Response {
        try answer(endpoint, to: try body(of: request), authorization: nil)
    }

    /// Calls an endpoint within a session, signing the request.
    ///
    /// Where the service asks for evidence, it is shown, which may take a new sign-in, and the request is sent again.
    @available(*, noasync)
    package func call<E: Endpoint>(
        _ endpoint: E.Type,
        _ request: E.Request,
        in session: Session
    ) throws(AccountError) -> E.Response {
        // The secret, one more kind, and that again where someone took longer than it counts.
        for _ in 0..<4 {
            do throws(AccountError) {
                return try send(endpoint, request, in: renewed[session])
            } catch .problem(let problem, let place) where problem.code == .evidenceNeeded {
                guard let prove, let need = problem.evidence else { throw .problem(problem, place: place) }
                do {
                    renewed[session] = try prove(need, renewed[session])
                } catch {
                    throw .stopped(Failure(explaining: error))
                }
            } catch .problem(let problem, let place)
                where problem.code == .deviceSuspended || problem.code == .sessionInvalid
            {
                noteRefusal?(problem, renewed[session])
                throw .problem(problem, place: place)
            }
        }
        return try send(endpoint, request, in: renewed[session])
    }

    /// Shows what a guarded act asks for, before a person chooses or writes down anything for it.
    @available(*, noasync)
    func showEvidence(in session: Session) throws {
        // The secret, and one more kind. What was shown may be less than it seems: nobody goes on without enough.
        for turn in 0...2 {
            guard let need = try call(ReadAccount.self, Nothing(), in: session).standing?.evidence, !need.isEnough
            else { return }
            guard let prove, turn < 2 else { throw AccountError.evidenceNeeded(need) }
            renewed[session] = try prove(need, renewed[session])
        }
    }

    private func send<E: Endpoint>(
        _ endpoint: E.Type,
        _ request: E.Request,
        in session: Session
    ) throws(AccountError) -> E.Response {
        guard let id = session.id.identifier else { throw .problem(Self.sessionInvalid, place: service.text) }
        let body = try body(of: request)
        return try signing { counter throws(AccountError) in
            let signature = RequestSignature(
                session: id,
                counter: counter,
                key: session.requestKey,
                method: E.method.rawValue,
                path: E.path,
                body: body
            )
            return try answer(endpoint, to: body, authorization: signature.header)
        }
    }

    /// Calls an endpoint with this device's own credential, signing the request.
    ///
    /// `isPatient` where the service may wait before it answers.
    @available(*, noasync)
    package func call<E: Endpoint>(
        _ endpoint: E.Type,
        _ request: E.Request,
        as credential: DeviceCredential,
        isPatient: Bool = false
    ) throws(AccountError) -> E.Response {
        let body = try body(of: request)
        return try signing { time throws(AccountError) in
            let authorization = try header(credential, time, method: E.method, path: E.path, body: body)
            return try answer(endpoint, to: body, authorization: authorization, isPatient: isPatient)
        }
    }

    /// Passes on what happens to the credential's account, from the event with an identifier on, until the stream ends.
    ///
    /// Throws ``AccountError/badAnswer(place:)`` where no stream comes through, and where `take` throws.
    @available(*, noasync)
    package func events(
        as credential: DeviceCredential,
        after lastEventID: String?,
        _ take: (_ part: [UInt8]) throws -> Void
    ) throws(AccountError) {
        let (method, path) = (SignInRequestEvents.method, SignInRequestEvents.path)
        try signing { time throws(AccountError) in
            let call = TransportCall(
                url: service.text + path,
                method: method,
                authorization: try header(credential, time, method: method, path: path, body: []),
                body: [],
                lastEventID: lastEventID,
                isPatient: true,
                authorities: authorities
            )
            let answer: TransportAnswer
            do {
                answer = try transport.stream(call, until: cancellation, take)
            } catch let error where error is TransportError || error is EventStreamError {
                throw .badAnswer(place: service.text)
            } catch {
                throw AccountError(error, place: service.text)
            }
            guard answer.status == 200 else { throw failure(answer) }
        }
    }

    /// Repeats a signed call while the service says that its counter was used.
    ///
    /// The time grows from one command to the next without being stored; the counter has room for a thousand calls in
    /// each millisecond. Where another call was faster, or the clock was set back, the service says which counter it
    /// saw last.
    private func signing<Answer>(
        _ send: (_ counter: Int64) throws(AccountError) -> Answer
    ) throws(AccountError) -> Answer {
        var counter = now().milliseconds &* 1000
        for _ in 0..<5 {
            do throws(AccountError) {
                return try send(counter)
            } catch .problem(let problem, _) where problem.code == .staleCounter {
                // The service may say anything.
                counter = max(counter, problem.counter ?? counter) &+ 1
            }
        }
        throw .badAnswer(place: service.text)
    }

    private func header(
        _ credential: DeviceCredential,
        _ time: Int64,
        method: HTTPRequest.Method,
        path: String,
        body: [UInt8]
    ) throws(AccountError) -> String {
        guard let device = credential.serviceDevice.identifier,
            let signature = try? DeviceSignature(
                device: device,
                time: time,
                method: method.rawValue,
                path: path,
                body: body,
                sign: { message throws(PrimitiveError) in try keys.signature(of: message, by: credential.key) }
            )
        else { throw .problem(Self.deviceRefused, place: service.text) }
        return signature.header
    }

    private func body(of request: some Encodable) throws(AccountError) -> [UInt8] {
        if request is Nothing { return [] }
        do {
            return Array(try JSONEncoder().encode(request))
        } catch {
            throw .badAnswer(place: service.text)
        }
    }

    private func answer<E: Endpoint>(
        _ endpoint: E.Type,
        to body: [UInt8],
        authorization: String?,
        isPatient: Bool = false
    ) throws(AccountError) -> E.Response {
        let call = TransportCall(
            url: service.text + E.path,
            method: E.method,
            authorization: authorization,
            body: body,
            isPatient: isPatient || E.sendsMessage,
            authorities: authorities
        )
        let answer: TransportAnswer
        do {
            answer = try transport.send(call, until: cancellation)
        } catch {
            throw AccountError(error, place: service.text)
        }
        guard (200..<300).contains(answer.status) else { throw failure(answer) }
        do {
            let body = answer.body.isEmpty ? Data("{}".utf8) : Data(answer.body)
            return try OutsideJSON.decode(E.Response.self, from: body)
        } catch {
            throw .badAnswer(place: service.text)
        }
    }

    private func failure(_ answer: TransportAnswer) -> AccountError {
        // A proxy in front of a stopped service answers without a problem body.
        if let problem = try? OutsideJSON.decode(Problem.self, from: Data(answer.body)) {
            return .problem(problem, place: service.text)
        }
        return [502, 503, 504].contains(answer.status)
            ? .unreachable(place: service.text) : .badAnswer(place: service.text)
    }

    private static let sessionInvalid = Problem(code: .sessionInvalid, title: "The session is unknown", status: 401)
    private static let deviceRefused = Problem(code: .deviceRefused, title: "The credential is unknown", status: 401)
}

/// The sessions that have taken the place of others while a client was used.
private final class RenewedSessions: Sendable {
    private let sessions = Mutex<[SessionID.Text: Session]>([:])

    /// The session to use for one that may have been renewed.
    subscript(session: Session) -> Session {
        get { sessions.withLock { $0[session.id] } ?? session }
        set { sessions.withLock { $0[session.id] = newValue } }
    }
}
