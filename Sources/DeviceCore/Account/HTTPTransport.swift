import AsyncHTTPClient
import Backup
import HTTPTypes
import NIOCore
import NIOHTTP1

/// Sends calls over HTTP.
///
/// Redirects are not followed: a password proof goes to the address that was typed or nowhere.
package struct HTTPTransport: AccountTransport {
    private static let usual = NetworkClients.Limits(connect: .seconds(5), read: .seconds(20))
    // A service that has nothing to tell says so every 20 seconds on a stream, every 25 where it is asked.
    private static let patient = NetworkClients.Limits(connect: .seconds(5), read: .seconds(60))

    /// A transport over the network.
    package init() {}

    package func send(_ call: TransportCall) async throws -> TransportAnswer {
        try await exchange(call, call.isPatient ? Self.patient : Self.usual) { client, request in
            let response = try await client.execute(request, timeout: .seconds(call.isPatient ? 60 : 30))
            let body = try await response.body.collect(upTo: TransportAnswer.limit)
            return TransportAnswer(status: Int(response.status.code), body: Array(body.readableBytesView))
        }
    }

    package func stream(
        _ call: TransportCall,
        _ take: @Sendable ([UInt8]) async throws -> Void
    ) async throws -> TransportAnswer {
        try await exchange(call, Self.patient) { client, request in
            let response = try await client.execute(request, deadline: .distantFuture)
            var body: [UInt8] = []
            if response.status == .ok {
                for try await part in response.body { try await take(Array(part.readableBytesView)) }
            } else {
                body = Array(try await response.body.collect(upTo: TransportAnswer.limit).readableBytesView)
            }
            return TransportAnswer(status: Int(response.status.code), body: body)
        }
    }

    /// Carries one call, and says of a failure what is known of it.
    private func exchange(
        _ call: TransportCall,
        _ limits: NetworkClients.Limits,
        _ body: (HTTPClient, HTTPClientRequest) async throws -> TransportAnswer
    ) async throws -> TransportAnswer {
        let (client, proxy) = try NetworkClients.client(for: call.url, limits)
        var request = Self.request(call)
        request.tlsConfiguration = try ServerTrust.configuration(authorities: call.authorities)
        do {
            return try await body(client, request)
        } catch let error where error is TransportError || error is EventStreamError || error is CancellationError {
            throw error
        } catch {
            throw await NetworkFailure.explaining(error, url: call.url, proxy: proxy)
        }
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
