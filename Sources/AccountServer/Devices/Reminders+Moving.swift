import AccountAPI
import SQLDatabase

extension Reminders {
    /// Makes a change of an account on which it depends when its devices settle, and tells of each of them in time again.
    ///
    /// A contact that is removed lets a device settle earlier, perhaps long ago: it waits until others were told. One that
    /// is added lets it settle later, when everybody has forgotten what they were told.
    func moving<Result>(
        in account: AccountID,
        _ transaction: any SQLTransaction,
        _ change: () throws -> Result
    ) throws -> Result {
        let before = try dates(of: account, transaction)
        let result = try change()
        for (device, settles) in try dates(of: account, transaction).values {
            guard let former = before[device.id]?.settles, former != settles else { continue }
            try move(device, from: former, to: settles, transaction)
        }
        return result
    }

    private func move(
        _ device: StoredDevice,
        from former: Milliseconds,
        to settles: Milliseconds,
        _ transaction: any SQLTransaction
    ) throws {
        let store = DeviceStore(transaction: transaction)
        let earliest = max(settles, min(former, service.now + Self.lead))
        if earliest > settles { try store.hold(device.id, until: earliest, codes: false) }
        // Others were told that it settles within two days, and it does.
        guard earliest > former || former - Self.lead > service.now else { return }
        try store.remind(device.id, reminders: device.reminders, next: due(device, earliest))
    }

    /// The devices of an account that are not settled, and when each of them is.
    private func dates(
        of account: AccountID,
        _ transaction: any SQLTransaction
    ) throws -> [ServiceDeviceID: (device: StoredDevice, settles: Milliseconds)] {
        var dates: [ServiceDeviceID: (device: StoredDevice, settles: Milliseconds)] = [:]
        for device in try DeviceStore(transaction: transaction).devices(of: account) {
            guard let settles = try Settling(service).settles(device, transaction) else { continue }
            dates[device.id] = (device, settles)
        }
        return dates
    }
}
