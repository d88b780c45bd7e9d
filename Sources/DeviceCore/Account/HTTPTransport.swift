import HTTPExchange
import HTTPTypes
import Storages
import Threads

/// Sends calls over HTTP.
///
/// Redirects are not followed: a password proof goes to the address that was typed or nowhere.
package struct HTTPTransport: AccountTransport {
    private static let connect = Duration.seconds(5)
    private static let read = Duration.seconds(20)
    // A service that has nothing to tell says so every 20 seconds on a stream, every 25 where it is asked.
    private static let patientRead = Duration.seconds(60)
    private static let idle = Duration.seconds(60)

    /// A transport over the network.
    package init() {}

    package func send(_ call: TransportCall) async throws -> TransportAnswer {
        let whole = Duration.seconds(call.isPatient ? 60 : 30)
        return try await exchange(call, whole: whole) { client, request, limits, cancellation in
            try client.send(request, limits, cancellation)
        }
    }

    package func stream(
        _ call: TransportCall,
        _ take: @escaping @Sendable ([UInt8]) async throws -> Void
    ) async throws -> TransportAnswer {
        try await exchange(call, whole: nil) { client, request, limits, cancellation in
            try OwnThread.forward(to: take, until: cancellation) { pass in
                try client.stream(request, limits, cancellation, pass)
            }
        }
    }

    /// Carries an exchange on a thread that may wait for it.
    private func exchange(
        _ call: TransportCall,
        whole: Duration?,
        _ carry:
            @escaping @Sendable (any HTTPClient, HTTPCall, HTTPLimits, any Cancellation) throws -> HTTPAnswer
    ) async throws -> TransportAnswer {
        let trust = try ServerTrust.trusted(authorities: call.authorities)
        let client = NetworkClients.client(trusting: trust, idle: Self.idle)
        let limits = HTTPLimits(
            connect: Self.connect,
            read: call.isPatient ? Self.patientRead : Self.read,
            whole: whole,
            body: TransportAnswer.limit
        )
        let cancellation = ThreadCancellation()
        do {
            let answer = try await OwnThread.run(cancellation) {
                try carry(client, Self.request(call), limits, cancellation)
            }
            return TransportAnswer(status: answer.status, body: answer.body)
        } catch NetworkFailure.cancelled {
            throw CancellationError()
        }
    }

    private static func request(_ call: TransportCall) -> HTTPCall {
        var request = HTTPCall(method: HTTPMethod(rawValue: call.method.rawValue), url: call.url, body: call.body)
        request.headers.add(name: "Accept", value: "application/json, application/problem+json, text/event-stream")
        if let authorization = call.authorization { request.headers.add(name: "Authorization", value: authorization) }
        if let id = call.lastEventID { request.headers.add(name: "Last-Event-ID", value: id) }
        if !call.body.isEmpty { request.headers.add(name: "Content-Type", value: "application/json") }
        return request
    }
}
