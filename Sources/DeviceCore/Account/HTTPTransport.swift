import AsyncHTTPClient
import HTTPTypes
import NIOCore
import NIOHTTP1

/// Sends calls over HTTP.
///
/// Redirects are not followed: a password proof goes to the address that was typed or nowhere.
package struct HTTPTransport: AccountTransport {
    // Lives as long as the process; started by the first call, since most commands need no network.
    private static let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)

    private static var configuration: HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: .init(connect: .seconds(5), read: .seconds(20))
        )
        // Codes are shown while a backup waits: a service that refuses connections must not hold each command up.
        configuration.connectionPool.retryConnectionEstablishment = false
        return configuration
    }

    /// A transport over the network.
    package init() {}

    package func send(_ call: TransportCall) async throws -> TransportAnswer {
        var request = HTTPClientRequest(url: call.url)
        request.method = .init(rawValue: call.method.rawValue)
        request.headers.add(name: "Accept", value: "application/json, application/problem+json")
        request.headers.add(name: "User-Agent", value: "sparekey")
        if let authorization = call.authorization { request.headers.add(name: "Authorization", value: authorization) }
        if !call.body.isEmpty {
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(ByteBuffer(bytes: call.body))
        }
        let response = try await Self.client.execute(request, timeout: .seconds(30))
        let body = try await response.body.collect(upTo: TransportAnswer.limit)
        return TransportAnswer(status: Int(response.status.code), body: Array(body.readableBytesView))
    }
}
