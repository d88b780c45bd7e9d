package import AccountAPI
import Crypto
package import Foundation
import HTTPTypes
package import Vault

/// Calls an account service.
package struct AccountClient: Sendable {
    /// The service called.
    package let service: ServiceAddress
    private let transport: any AccountTransport
    private let now: @Sendable () -> Date

    /// A client of one service.
    package init(service: ServiceAddress, transport: any AccountTransport, now: @escaping @Sendable () -> Date) {
        self.service = service
        self.transport = transport
        self.now = now
    }

    /// Calls an endpoint that anybody may call.
    package func call<E: Endpoint>(_ endpoint: E.Type, _ request: E.Request) async throws(AccountError) -> E.Response {
        try await answer(endpoint, to: try body(of: request), authorization: nil)
    }

    /// Calls an endpoint within a session, signing the request.
    package func call<E: Endpoint>(
        _ endpoint: E.Type,
        _ request: E.Request,
        in session: Session
    ) async throws(AccountError) -> E.Response {
        guard let id = SessionID(session.id) else { throw .problem(Self.sessionInvalid, place: service.text) }
        let body = try body(of: request)
        // Microseconds grow from one command to the next without being stored. Where another process was faster,
        // or the clock was set back, the service says which counter it saw last.
        var counter = Int64(now().timeIntervalSince1970 * 1_000_000)
        for _ in 0..<5 {
            let signature = RequestSignature(
                session: id,
                counter: counter,
                key: session.requestKey,
                method: E.method.rawValue,
                path: E.path,
                body: body
            )
            do throws(AccountError) {
                return try await answer(endpoint, to: body, authorization: signature.header)
            } catch .problem(let problem, _) where problem.code == .staleCounter {
                counter = (problem.counter ?? counter) + 1
            }
        }
        throw .badAnswer(place: service.text)
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
        authorization: String?
    ) async throws(AccountError) -> E.Response {
        let call = TransportCall(
            url: service.text + E.path,
            method: E.method,
            authorization: authorization,
            body: body
        )
        let answer: TransportAnswer
        do {
            answer = try await transport.send(call)
        } catch {
            throw .unreachable(place: service.text)
        }
        let decoder = JSONDecoder()
        guard (200..<300).contains(answer.status) else {
            // A proxy in front of a stopped service answers without a problem body.
            if let problem = try? decoder.decode(Problem.self, from: Data(answer.body)) {
                throw .problem(problem, place: service.text)
            }
            throw [502, 503, 504].contains(answer.status)
                ? .unreachable(place: service.text) : .badAnswer(place: service.text)
        }
        do {
            return try decoder.decode(E.Response.self, from: answer.body.isEmpty ? Data("{}".utf8) : Data(answer.body))
        } catch {
            throw .badAnswer(place: service.text)
        }
    }

    private static let sessionInvalid = Problem(code: .sessionInvalid, title: "The session is unknown", status: 401)
}

/// Why a call to the account service failed.
package enum AccountError: Error {
    /// No answer came.
    case unreachable(place: String)
    /// The answer is none that this version understands.
    case badAnswer(place: String)
    /// The service refused, and says why.
    case problem(Problem, place: String)
}
