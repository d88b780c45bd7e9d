import AsyncHTTPClient
import HTTPTypes
import NIOCore
import NIOHTTP1

/// Sends calls over HTTP.
///
/// Redirects are not followed: a password proof goes to the address that was typed or nowhere.
package struct HTTPTransport: AccountTransport {
    // Live as long as the process; started by the first call, since most commands need no network.
    private static let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration(read: 20))
    // A service that has nothing to tell says so every 20 seconds on a stream, every 25 where it is asked.
    private static let patient = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration(read: 60))

    private static func configuration(read: Int64) -> HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: .init(connect: .seconds(5), read: .seconds(read))
        )
        // Codes are shown while a backup waits: a service that refuses connections must not hold each command up.
        configuration.connectionPool.retryConnectionEstablishment = false
        return configuration
    }

    /// A transport over the network.
    package init() {}

    package func send(_ call: TransportCall) async throws -> TransportAnswer {
        let client = call.isPatient ? Self.patient : Self.client
        let response = try await client.execute(Self.request(call), timeout: .seconds(call.isPatient ? 60 : 30))
        let body = try await response.body.collect(upTo: TransportAnswer.limit)
        return TransportAnswer(status: Int(response.status.code), body: Array(body.readableBytesView))
    }

    package func stream(
        _ call: TransportCall,
        _ take: @Sendable ([UInt8]) async throws -> Void
    ) async throws -> TransportAnswer {
        let response = try await Self.patient.execute(Self.request(call), deadline: .distantFuture)
        var body: [UInt8] = []
        if response.status == .ok {
            for try await part in response.body { try await take(Array(part.readableBytesView)) }
        } else {
            body = Array(try await response.body.collect(upTo: TransportAnswer.limit).readableBytesView)
        }
        return TransportAnswer(status: Int(response.status.code), body: body)
    }

    private static func request(_ call: TransportCall) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: call.url)
        request.method = .init(rawValue: call.method.rawValue)
        request.headers.add(name: "Accept", value: "application/json, application/problem+json, text/event-stream")
        request.headers.add(name: "User-Agent", value: "sparekey")
        if let authorization = call.authorization { request.headers.add(name: "Authorization", value: authorization) }
        if let id = call.lastEventID { request.headers.add(name: "Last-Event-ID", value: id) }
        if !call.body.isEmpty {
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(ByteBuffer(bytes: call.body))
        }
        return request
    }
}
