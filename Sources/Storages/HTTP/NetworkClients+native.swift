package import CurlHTTP
package import HTTPExchange

/// The ways of this process to servers.
package enum NetworkClients {
    /// A way to servers, to each through the proxy that the environment names for it.
    package static func client(trusting trust: TrustedAuthorities, idle: Duration) -> any HTTPClient {
        CurlClient(trust: trust, idle: idle) { url throws(NetworkFailure) in try ProxySettings().proxy(for: url) }
    }
}
