package import AsyncHTTPClient
import NIOCore
import Synchronization

/// The HTTP clients of this process: one for each way to a server.
///
/// They live as long as the process, and are started by the first call, since most commands need no network.
package enum NetworkClients {
    /// How long a client waits.
    package struct Limits: Sendable, Hashable {
        /// How long a connection may take to stand.
        package let connect: Duration
        /// How long a server may say nothing.
        package let read: Duration
        /// How long a silent connection is kept; nil for the library's own length.
        package let idle: Duration?

        /// Limits with all their parts.
        package init(connect: Duration, read: Duration, idle: Duration? = nil) {
            self.connect = connect
            self.read = read
            self.idle = idle
        }
    }

    private struct Way: Hashable {
        let limits: Limits
        let proxy: ProxyAddress?
    }

    private static let clients = Mutex<[Way: HTTPClient]>([:])

    /// The client for an address, and the proxy that it goes through.
    ///
    /// Redirects are not followed: credentials go to the address that was given or nowhere.
    package static func client(
        for url: String,
        _ limits: Limits
    ) throws(NetworkFailure) -> (client: HTTPClient, proxy: ProxyAddress?) {
        let way = Way(limits: limits, proxy: try ProxySettings().proxy(for: url))
        let client = clients.withLock { clients in
            if let client = clients[way] { return client }
            var configuration = HTTPClient.Configuration(
                redirectConfiguration: .disallow,
                timeout: .init(connect: TimeAmount(limits.connect), read: TimeAmount(limits.read))
            )
            configuration.timeout.write = TimeAmount(limits.read)
            configuration.httpVersion = .http1Only
            if let idle = limits.idle { configuration.connectionPool.idleTimeout = TimeAmount(idle) }
            configuration.proxy = way.proxy.map(proxy)
            // Codes are shown while a backup waits: a service that refuses connections must not hold each command up.
            configuration.connectionPool.retryConnectionEstablishment = false
            let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
            clients[way] = client
            return client
        }
        return (client, way.proxy)
    }

    private static func proxy(_ address: ProxyAddress) -> HTTPClient.Configuration.Proxy {
        guard !address.isSOCKS else { return .socksServer(host: address.host, port: address.port) }
        let authorization = address.user.map {
            HTTPClient.Authorization.basic(username: $0, password: address.password ?? "")
        }
        return .server(host: address.host, port: address.port, authorization: authorization)
    }
}
