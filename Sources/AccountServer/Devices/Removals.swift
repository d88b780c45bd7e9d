import AccountAPI
import Encodings
import SQLDatabase

/// What a removed device is told: who has removed it, and when.
///
/// It is told to whoever has a key that the device signed its requests with, or signs in with the account's password
/// or recovery code and names the device. No name is told that the device's own list has not shown, so that a thief's
/// device learns nothing that it could not have read before it was put out.
struct Removals: Sendable {
    let service: ServiceContext

    /// Makes the rules over a service.
    init(_ service: ServiceContext) {
        self.service = service
    }

    /// Notes how a device is removed or suspended, before that happens; `actor` is the device that does it, as it was
    /// before.
    func note(
        _ device: StoredDevice,
        _ kind: DeviceRemoval.Kind,
        by actor: StoredDevice?,
        _ transaction: any SQLTransaction
    ) throws {
        let now = service.now
        // A device that was suspended already when this one came has never been in its list.
        let named = actor.flatMap { actor in (actor.suspended ?? .max) > device.added ? actor : nil }
        try RemovalStore(transaction: transaction)
            .insert(device, kind, by: named, at: now, expires: now + ReplacedStore.lifetime)
    }

    /// Notes that a device goes of its own accord: what was noted before, while it was suspended, is over.
    func forget(_ device: StoredDevice, _ transaction: any SQLTransaction) throws {
        try RemovalStore(transaction: transaction).delete(device.id)
    }

    /// How a device was removed, in words that it is told; nil where that is not known any more.
    func told(
        _ device: ServiceDeviceID,
        of account: AccountID,
        _ transaction: any SQLTransaction
    ) throws -> DeviceRemoval? {
        let removal = try RemovalStore(transaction: transaction).removal(of: device, now: service.now)
        return try removal.flatMap { $0.account == account ? try told($0) : nil }
    }

    /// What is told of a removal as it is stored.
    func told(_ removal: StoredRemoval) throws -> DeviceRemoval {
        var name: String?
        if let actor = removal.actor, let sealed = removal.actorName {
            name = try service.atRest.text(sealed, from: .deviceName(row: actor.rawValue))
        }
        return DeviceRemoval(kind: removal.kind, at: removal.at, by: name)
    }
}
