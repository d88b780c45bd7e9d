import Entries
import Storages
import Vault

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
