import AccountAPI
import SQLDatabase

/// The rule of settled devices: the first of an account, one that an organisation enrolled, one that showed two kinds of
/// evidence, or one that was there long enough for everybody else to notice.
struct Settling: Sendable {
    /// How long it takes where the account has nothing else that the device could have shown.
    static let wait = 7 * Milliseconds.day
    /// How long it takes where the account has a contact or a recovery code that it did not show.
    static let longWait = 30 * Milliseconds.day
    private let service: ServiceContext

    /// Makes the rule over a service.
    init(_ service: ServiceContext) {
        self.service = service
    }

    /// Settles a device whose time has come, or that has shown two kinds; false if the account has no place for it.
    @discardableResult
    func settle(_ id: ServiceDeviceID, of account: AccountID, _ transaction: any SQLTransaction) throws -> Bool {
        let store = DeviceStore(transaction: transaction)
        let devices = try store.devices(of: account)
        guard devices.contains(where: { $0.id == id && $0.settled == nil }) else { return true }
        guard devices.count(where: { $0.settled != nil }) < AccountKind.personal.deviceLimit else { return false }
        try store.settle(id, at: service.now)
        // The head that it has moved is that of a settled device now.
        try BackupStore(transaction: transaction).settleHead(of: account, by: id)
        return true
    }

    /// Settles the devices of an account whose time has come.
    ///
    /// It is called before anything changes that the time depends on.
    func settleDue(in account: AccountID, _ transaction: any SQLTransaction) throws {
        for device in try DeviceStore(transaction: transaction).devices(of: account) {
            guard try isDue(device, transaction) else { continue }
            try settle(device.id, of: account, transaction)
        }
    }

    /// Settles the devices whose time has come, before an account is told how its devices stand.
    func settleDue(in account: AccountID) async throws {
        let hasDue = try await service.database.read { transaction in
            try DeviceStore(transaction: transaction).devices(of: account).contains { try isDue($0, transaction) }
        }
        guard hasDue else { return }
        try await service.database.write { try settleDue(in: account, $0) }
    }

    /// Whether its time has come and nobody is still to be told of it: housekeeping that fails tells nobody.
    private func isDue(_ device: StoredDevice, _ transaction: any SQLTransaction) throws -> Bool {
        guard device.remind == nil else { return false }
        return try settles(device, transaction).map { $0 <= service.now } ?? false
    }

    /// When a device settles if it shows nothing more; nil for one that is settled.
    func settles(_ device: StoredDevice, _ transaction: any SQLTransaction) throws -> Milliseconds? {
        guard device.settled == nil else { return nil }
        let shown = try EvidenceStore(transaction: transaction).everShown(by: device.id)
        let hasMore =
            try !shown.contains(.contact) && hasContact(device.account, transaction)
            || !shown.contains(.recoveryCode) && hasRecoveryCode(device.account, transaction)
        return max(device.added + (hasMore ? Self.longWait : Self.wait), device.held ?? 0)
    }

    /// When a device settles as far as can be said now: others are told of it first, and have time to act then.
    func expected(_ device: StoredDevice, _ transaction: any SQLTransaction) throws -> Milliseconds? {
        guard let settles = try settles(device, transaction) else { return nil }
        return Reminders(service).isLate(device, settles) ? max(settles, service.now + Reminders.lead) : settles
    }

    /// From when on the codes of a device count; nil where they do.
    ///
    /// At once where the account has neither a verified contact nor a device that answers sign-in requests.
    func codesCountFrom(_ device: StoredDevice, _ transaction: any SQLTransaction) throws -> Milliseconds? {
        let counted = max(device.added + Self.wait, device.codesHeld ?? 0)
        guard device.settled == nil, counted > service.now else { return nil }
        let approvers = DeviceCredentialStore(transaction: transaction)
        guard try hasContact(device.account, transaction) || !approvers.confirmed(of: device.account).isEmpty else {
            return nil
        }
        return counted
    }

    /// The kinds that an account could show on a device: a contact that messages reach, and a device by another one that
    /// answers sign-in requests, or by its own next sign-in where it is settled and has a password to type.
    func possible(
        in account: AccountID,
        for device: StoredDevice?,
        _ transaction: any SQLTransaction
    ) throws -> Set<EvidenceKind> {
        var kinds: Set<EvidenceKind> = [.password]
        if try hasRecoveryCode(account, transaction) { kinds.insert(.recoveryCode) }
        let contacts = try ContactStore(transaction: transaction).contacts(of: account, now: service.now)
        if contacts.contains(where: { $0.isVerified && service.messages.carries($0.kind) }) { kinds.insert(.contact) }
        let isPersonal = try AccountStore(transaction: transaction).kind(of: account) == .personal
        let signsIn = isPersonal && device?.settled != nil
        let approves = try DeviceCredentialStore(transaction: transaction).confirmed(of: account).contains { id in
            try id != device?.id && DeviceStore(transaction: transaction).device(id)?.settled != nil
        }
        if signsIn || approves { kinds.insert(.device) }
        return kinds
    }

    private func hasContact(_ account: AccountID, _ transaction: any SQLTransaction) throws -> Bool {
        try ContactStore(transaction: transaction).contacts(of: account, now: service.now).contains(where: \.isVerified)
    }

    private func hasRecoveryCode(_ account: AccountID, _ transaction: any SQLTransaction) throws -> Bool {
        try SignInStore(transaction: transaction).made(.recoveryCode, of: account) != nil
    }
}
