import Entries
import Storages
import Synchronization
import Vault

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

extension Accounts {
    /// Trusts a service by the authorities of a PEM file rather than the system's, from now on and in this run.
    package func trust(_ service: ServiceAddress, byAuthoritiesIn path: String) throws {
        let pem = try ServerTrust.readAuthorities(path)
        guard pem.count <= DeviceBoundContents.authoritiesLimit else { throw Failure(.unreadableFile, ["path": path]) }
        device.authorities.give(pem, for: service)
    }

    /// Remembers the authorities that were given in this run with the accounts whose services they are for.
    package func rememberAuthorities() throws {
        let given = device.authorities.given
        guard !given.isEmpty, device.store.holdsVault else { return }
        let contents = try device.vault().contents()
        let services = Set(contents.portable.entries.compactMap(\.service))
        let new = given.filter { services.contains($0.key) && contents.deviceBound.authorities[$0.key] != $0.value }
        guard !new.isEmpty else { return }
        try device.vault().update { $0.deviceBound.authorities.merge(new) { $1 } }
    }
}
