import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOSSL
import Synchronization

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
    // They live as long as the process; started by the first call, since most commands need no network.
    private static let clients = Mutex<[Patience: HTTPClient]>([:])

    private let patience: Patience
    private let tls: TLSConfiguration

    /// A server to be trusted by the system's certificates or, instead, by those of a file.
    init(certificates: String?, patience: Patience) throws(StorageLocationError) {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv12
        if let certificates {
            guard let roots = try? NIOSSLCertificate.fromPEMFile(certificates), !roots.isEmpty else {
                throw .unreadableCertificates(path: certificates)
            }
            tls.trustRoots = .certificates(roots)
        }
        self.tls = tls
        self.patience = patience
    }

    /// Sends a request; a body longer than `limit` is not read into memory.
    func send(_ call: HTTPCall, limit: Int) async throws(StorageError) -> HTTPAnswer {
        do {
            return try await exchange(call, limit: limit)
        } catch {
            throw StorageError(network: error)
        }
    }

    private func exchange(_ call: HTTPCall, limit: Int) async throws -> HTTPAnswer {
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

    private var client: HTTPClient {
        Self.clients.withLock { clients in
            if let client = clients[patience] { return client }
            var configuration = HTTPClient.Configuration(
                redirectConfiguration: .disallow,
                timeout: .init(connect: TimeAmount(patience.connect), read: TimeAmount(patience.read))
            )
            configuration.timeout.write = TimeAmount(patience.read)
            configuration.httpVersion = .http1Only
            // Shorter than what servers keep a silent connection for.
            configuration.connectionPool.idleTimeout = .seconds(3)
            configuration.connectionPool.retryConnectionEstablishment = false
            let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
            clients[patience] = client
            return client
        }
    }
}
