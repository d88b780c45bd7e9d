// CurlHTTP carries exchanges over libcurl, which is opened by the first of them. Whoever asks waits where it asks, while a
// thread that keeps its connection carries the exchange. It decides nothing: the proxy, whom to trust and how long to wait
// are told to it.
package import HTTPExchange

/// Which authorities the certificate of a server may come from.
package enum TrustedAuthorities: Sendable, Equatable {
    /// Those of the system.
    case system
    /// Those of the system, and those of a PEM text.
    case systemAnd([UInt8])
    /// Those of a PEM text alone.
    case only([UInt8])
}

/// A way to servers.
///
/// Redirects are not followed: credentials go to the address that was given or nowhere. Nothing that changes
/// something is sent twice.
package final class CurlClient: HTTPClient {
    private let proxy: @Sendable (String) throws(NetworkFailure) -> ProxyAddress?
    private let trust: TrustedAuthorities
    private let idle: Duration

    /// A way through the proxy for each address, if any; a connection that nobody uses is kept for as long as `idle`.
    package init(
        trust: TrustedAuthorities,
        idle: Duration,
        proxy: @escaping @Sendable (_ url: String) throws(NetworkFailure) -> ProxyAddress?
    ) {
        self.proxy = proxy
        self.trust = trust
        self.idle = idle
    }

    package func send(
        _ call: HTTPCall,
        _ limits: HTTPLimits,
        _ cancellation: any Cancellation
    ) throws(NetworkFailure) -> HTTPAnswer {
        let transfer = try start(call, limits, cancellation, isStream: false)
        let handler = cancellation.addHandler { transfer.end(.failure(.cancelled)) }
        defer { cancellation.removeHandler(handler) }
        return try transfer.outcome().get()
    }

    /// The next part is read once the one before was taken.
    package func stream(
        _ call: HTTPCall,
        _ limits: HTTPLimits,
        _ cancellation: any Cancellation,
        _ take: ([UInt8]) -> Bool
    ) throws(NetworkFailure) -> HTTPAnswer {
        let transfer = try start(call, limits, cancellation, isStream: true)
        let handler = cancellation.addHandler { transfer.end(.failure(.cancelled)) }
        defer { cancellation.removeHandler(handler) }
        while let part = transfer.nextPart() {
            guard take(part) else {
                transfer.end(.failure(.cancelled))
                break
            }
        }
        return try transfer.outcome().get()
    }

    private func start(
        _ call: HTTPCall,
        _ limits: HTTPLimits,
        _ cancellation: any Cancellation,
        isStream: Bool
    ) throws(NetworkFailure) -> CurlTransfer {
        guard !cancellation.isCancelled else { throw .cancelled }
        guard call.headers.canBeSent else { throw .unreachable }
        let origin = CurlRoute.origin(of: call.url)
        let route = CurlRoute(origin: origin, proxy: try proxy(call.url), trust: trust, idle: idle)
        let transfer = CurlTransfer(call, limits, isStream: isStream)
        CurlThreads.carry(transfer, on: route)
        return transfer
    }
}
