import AccountAPI
import SQLDatabase

/// The rule of reminders: all others are told of a device that is not settled on the day it is added, three days later,
/// and on the last day but one.
struct Reminders: Sendable {
    /// How long after the first notice the second one comes.
    static let pause = 3 * Milliseconds.day
    /// How long before the device settles the last one comes.
    static let notice = 2 * Milliseconds.day
    /// When a device settles may change, so that is looked at this often.
    private static let interval = Milliseconds.day
    private let service: ServiceContext

    /// Makes the rule over a service.
    init(_ service: ServiceContext) {
        self.service = service
    }

    /// Tells of some of the devices of which it is time to.
    func raiseDue(limit: Int64, _ transaction: any SQLTransaction) throws {
        for device in try DeviceStore(transaction: transaction).toRemind(at: service.now, limit: limit) {
            try remind(device, transaction)
        }
    }

    /// Tells of some of the devices of which others should have been told while the service did not run, and has them
    /// wait, so that others have time to act.
    ///
    /// False once there are no more.
    func catchUp(limit: Int, _ transaction: any SQLTransaction) throws -> Bool {
        let store = DeviceStore(transaction: transaction)
        let missed = try store.toRemind(at: service.now - Self.interval, limit: Int64(limit))
        for var device in missed {
            let held = service.now + Self.notice
            try store.hold(device.id, until: held)
            device.held = held
            try remind(device, transaction)
        }
        return missed.count == limit
    }

    private func remind(_ device: StoredDevice, _ transaction: any SQLTransaction) throws {
        let now = service.now
        let store = DeviceStore(transaction: transaction)
        guard let settles = try Settling(service).settles(device, transaction) else {
            return try store.remind(device.id, reminders: device.reminders, next: nil)
        }
        let last = settles - Self.notice
        let isLast = last <= now
        guard device.reminders == 0 || isLast else {
            return try store.remind(device.id, reminders: device.reminders, next: min(last, now + Self.interval))
        }
        try Notices(service).raise(.deviceUnsettled, account: device.account, by: device.id, transaction)
        try store.remind(
            device.id,
            reminders: device.reminders + 1,
            next: isLast ? nil : min(last, now + Self.interval)
        )
    }
}
