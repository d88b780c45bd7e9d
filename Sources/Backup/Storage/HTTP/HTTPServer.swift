import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOSSL

/// What is asked of a server.
struct HTTPCall: Sendable {
    let method: HTTPMethod
    let url: String
    var headers = HTTPHeaders()
    var body: [UInt8] = []
}

/// What a server answered.
struct HTTPAnswer: Sendable {
    let status: Int
    let headers: HTTPHeaders
    let body: [UInt8]
}

/// The way to one server.
///
/// Redirects are not followed: credentials go to the address that was given or nowhere.
struct HTTPServer: Sendable {
    /// How much is read of an answer that reports a failure.
    private static let failureLimit = 1 << 16
    /// How long one exchange may take, however steadily the server answers.
    private static let longest = Duration.seconds(300)

    private let patience: Patience
    private let tls: TLSConfiguration

    /// A server to be trusted by the system's certificates or, instead, by those of a file.
    init(certificates: String?, patience: Patience) throws(StorageLocationError) {
        let pem = try certificates.map { path throws(StorageLocationError) in try ServerTrust.readAuthorities(path) }
        tls = try ServerTrust.configuration(authorities: pem)
        self.patience = patience
    }

    /// Sends a request; a body longer than `limit` is not read into memory.
    func send(_ call: HTTPCall, limit: Int) async throws(StorageError) -> HTTPAnswer {
        let client: HTTPClient
        let proxy: ProxyAddress?
        do throws(NetworkFailure) {
            (client, proxy) = try NetworkClients.client(for: call.url, limits)
        } catch {
            throw StorageError(error)
        }
        do {
            return try await exchange(call, limit: limit, client)
        } catch {
            if let error = error as? StorageError { throw error }
            throw StorageError(await NetworkFailure.explaining(error, url: call.url, proxy: proxy))
        }
    }

    private func exchange(_ call: HTTPCall, limit: Int, _ client: HTTPClient) async throws -> HTTPAnswer {
        let start = ContinuousClock.now
        var request = HTTPClientRequest(url: call.url)
        request.method = call.method
        request.headers = call.headers
        request.headers.replaceOrAdd(name: "Accept-Encoding", value: "identity")
        request.headers.replaceOrAdd(name: "User-Agent", value: "sparekey")
        request.tlsConfiguration = tls
        if !call.body.isEmpty || call.method == .PUT { request.body = .bytes(ByteBuffer(bytes: call.body)) }
        let response = try await client.execute(request, timeout: TimeAmount(Self.longest))
        let status = Int(response.status.code)
        var body: [UInt8] = []
        if call.method != .HEAD {
            let isFailure = !(200..<300).contains(status)
            let limit = isFailure ? Self.failureLimit : limit
            let announced = max(0, response.headers.first(name: "Content-Length").flatMap(Int.init) ?? 0)
            guard isFailure || announced <= limit else { throw StorageError.tooLarge }
            body.reserveCapacity(min(announced, limit))
            for try await part in response.body {
                guard ContinuousClock.now - start < Self.longest else { throw StorageError.unreachable }
                body += part.readableBytesView
                guard body.count <= limit else {
                    if isFailure { break }
                    throw StorageError.tooLarge
                }
            }
            let coding = response.headers.first(name: "Content-Encoding") ?? "identity"
            guard isFailure || coding.lowercased() == "identity" else { throw StorageError.badAnswer(status) }
        }
        return HTTPAnswer(status: status, headers: response.headers, body: body)
    }

    private var limits: NetworkClients.Limits {
        // Shorter than what servers keep a silent connection for.
        NetworkClients.Limits(connect: patience.connect, read: patience.read, idle: .seconds(3))
    }
}
