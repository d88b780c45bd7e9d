import AccountAPI
import Vault

extension AccountClient {
    /// The names of the devices that the account removes during a change of its password: those that have shown nothing but
    /// the old one.
    ///
    /// Empty where the service does not list them, because the change itself is what counts.
    func devicesRemoved(in session: Session, by change: () throws -> Void) throws -> [String] {
        let before = try? call(ListDevices.self, Nothing(), in: session).devices
        try change()
        let after = try? call(ListDevices.self, Nothing(), in: session).devices
        guard let before, let after else { return [] }
        let left = Set(after.map(\.id))
        return before.filter { !left.contains($0.id) }.map(\.name)
    }
}
