import Synchronization

/// The certificate authorities of account services that have their own, by the services' addresses.
final class ServiceAuthorities: Sendable {
    private struct State {
        /// What the vault remembers.
        var known: [String: [UInt8]] = [:]
        /// What was given in this run.
        var given: [String: [UInt8]] = [:]
    }

    private let state = Mutex(State())

    /// The authorities of a service, PEM; nil for the system's.
    func of(_ service: ServiceAddress) -> [UInt8]? {
        state.withLock { $0.given[service.text] ?? $0.known[service.text] }
    }

    func know(_ authorities: [String: [UInt8]]) {
        state.withLock { $0.known = authorities }
    }

    func give(_ pem: [UInt8], for service: ServiceAddress) {
        state.withLock { $0.given[service.text] = pem }
    }

    var given: [String: [UInt8]] { state.withLock { $0.given } }
}
