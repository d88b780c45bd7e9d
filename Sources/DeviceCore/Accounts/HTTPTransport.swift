package import HTTPExchange
import HTTPTypes
import Storages

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

    package func send(_ call: TransportCall, until cancellation: any Cancellation) throws -> TransportAnswer {
        let limits = Self.limits(call, whole: .seconds(call.isPatient ? 60 : 30))
        return TransportAnswer(try Self.client(for: call).send(Self.request(call), limits, cancellation))
    }

    package func stream(
        _ call: TransportCall,
        until cancellation: any Cancellation,
        _ take: (_ part: [UInt8]) throws -> Void
    ) throws -> TransportAnswer {
        let limits = Self.limits(call, whole: nil)
        let client = try Self.client(for: call)
        return TransportAnswer(try client.stream(Self.request(call), limits, cancellation, taking: take))
    }

    private static func client(for call: TransportCall) throws -> any HTTPClient {
        NetworkClients.client(trusting: try ServerTrust.trusted(authorities: call.authorities), idle: idle)
    }

    private static func limits(_ call: TransportCall, whole: Duration?) -> HTTPLimits {
        HTTPLimits(
            connect: connect,
            read: call.isPatient ? patientRead : read,
            whole: whole,
            body: TransportAnswer.limit
        )
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

extension TransportAnswer {
    fileprivate init(_ answer: HTTPAnswer) {
        self.init(status: answer.status, body: answer.body)
    }
}
