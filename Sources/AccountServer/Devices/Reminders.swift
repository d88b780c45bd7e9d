import AccountAPI
import SQLDatabase

/// The rule of reminders: all others are told of a device that is not settled on the day it is added, three days later,
/// and on the last day but one.
struct Reminders: Sendable {
    /// How long after the first notice the second one comes.
    static let pause = 3 * Milliseconds.day
    /// How long before the device settles the last one comes.
    static let lead = 2 * Milliseconds.day
    /// How late a reminder may come before the device waits because of it.
    static let tolerance = Milliseconds.hour
    let service: ServiceContext

    /// Makes the rule over a service.
    init(_ service: ServiceContext) {
        self.service = service
    }

    /// Tells about devices whose reminder is due; false once none is left.
    ///
    /// A device of which others are told late waits, so that they have time to act: the service was stopped when it was
    /// time to, or its machine slept.
    @discardableResult
    func raiseDue(limit: Int, _ transaction: any SQLTransaction) throws -> Bool {
        let due = try DeviceStore(transaction: transaction).toRemind(at: service.now, limit: Int64(limit))
        for device in due { try remind(device, transaction) }
        return due.count == limit
    }

    private func remind(_ device: StoredDevice, _ transaction: any SQLTransaction) throws {
        let now = service.now
        let store = DeviceStore(transaction: transaction)
        guard let settles = try Settling(service).settles(device, transaction) else {
            return try store.remind(device.id, reminders: device.reminders, next: nil)
        }
        let due = due(device, settles)
        guard due <= now else { return try store.remind(device.id, reminders: device.reminders, next: due) }
        if isLate(device, settles) {
            // What has counted since before then goes on.
            try store.hold(device.id, until: now + Self.lead, codes: due <= device.added + Settling.wait)
        }
        try Notices(service).raise(.deviceUnsettled, account: device.account, by: device.id, transaction)
        let last = settles - Self.lead
        try store.remind(device.id, reminders: device.reminders + 1, next: last > now ? last : nil)
    }

    /// Whether others are told of a device so late that it waits because of it.
    func isLate(_ device: StoredDevice, _ settles: Milliseconds) -> Bool {
        device.remind != nil && due(device, settles) < service.now - Self.tolerance
    }

    /// When it is time to tell of a device again that settles at a moment.
    func due(_ device: StoredDevice, _ settles: Milliseconds) -> Milliseconds {
        let last = settles - Self.lead
        return device.reminders == 0 ? min(device.added + Self.pause, last) : last
    }
}
