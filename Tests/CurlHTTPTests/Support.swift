import CurlHTTP
import HTTPExchange
import Threads

/// Limits that a busy machine keeps too, where a test is not about one of them.
func limits(
    connect: Duration = .seconds(600),
    read: Duration = .seconds(600),
    whole: Duration? = .seconds(1200),
    body: Int = 1000
) -> HTTPLimits {
    HTTPLimits(connect: connect, read: read, whole: whole, body: body)
}

/// A client that waits on threads of its own, so that tests wait for nothing.
struct PatientClient: Sendable {
    let client: CurlClient

    func send(_ call: HTTPCall, _ limits: HTTPLimits) async throws(NetworkFailure) -> HTTPAnswer {
        let cancellation = ThreadCancellation()
        return try await OwnThread.run(cancellation) { () throws(NetworkFailure) in
            try client.send(call, limits, cancellation)
        }
    }

    /// Makes calls one right after the other: among hundreds of tests, a task that waits for its next turn may wait for
    /// longer than a connection is kept.
    func inTurn<Value: Sendable>(
        _ calls: @escaping @Sendable (_ send: (HTTPCall) throws(NetworkFailure) -> HTTPAnswer) throws -> Value
    ) async throws -> Value {
        try await OwnThread.run {
            try calls { (call) throws(NetworkFailure) in try client.send(call, limits(), ThreadCancellation()) }
        }
    }

    func stream(
        _ call: HTTPCall,
        _ limits: HTTPLimits,
        _ take: @escaping @Sendable ([UInt8]) throws -> Void
    ) async throws -> HTTPAnswer {
        let cancellation = ThreadCancellation()
        return try await OwnThread.run(cancellation) {
            try client.stream(call, limits, cancellation, taking: take)
        }
    }
}

/// A way without a proxy; `idle` is for how long a connection is kept.
func client(through proxy: ProxyAddress? = nil, idle: Duration = .seconds(60)) -> PatientClient {
    PatientClient(client: CurlClient(trust: .system, idle: idle) { _ throws(NetworkFailure) in proxy })
}

/// Asks for an address.
func get(_ url: String, _ limits: HTTPLimits = limits()) async throws(NetworkFailure) -> HTTPAnswer {
    try await client().send(HTTPCall(method: .GET, url: url), limits)
}
