import AccountAPI
import SQLDatabase

extension Devices {
    /// Revokes a device of the session's account; its sessions go with it.
    ///
    /// The session must have shown the password or the code, also for its own device: a copy of an unlocked folder has the
    /// session too. Only a device that is not settled may remove itself without either, because nothing is lost with it.
    func revoke(_ id: ServiceDeviceID, for session: Session) async throws {
        try await service.database.write { transaction in
            try Sessions.present(session, transaction)
            try Settling(service).settleDue(in: session.account, transaction)
            let store = DeviceStore(transaction: transaction)
            let actor = try session.device.flatMap { try store.device($0) }
            // One that is suspended already can still be removed for good, by an older one.
            guard let device = try store.anyDevice(id), device.account == session.account,
                device.suspended == nil || Self.isOlder(actor, device)
            else { throw Problem(.noSuchDevice) }
            guard id != session.device else {
                if device.settled != nil {
                    _ = try Evidence(service).requireSecret(session, andMore: false, transaction)
                }
                let isToldOf = try giveUpRecovery(device, transaction)
                return try remove(device, as: nil, by: actor, isToldOf: isToldOf, transaction)
            }
            // Devices that are not settled cannot revoke each other, nor for good one that has shown more: whoever signed in
            // with a stolen password is older than the next phone of the owner's.
            let isMore = actor?.settled == nil && (device.settled == nil || Self.isOlder(actor, device))
            let shown = try Evidence(service).requireSecret(session, andMore: isMore, transaction)
            try revoke(device, by: actor, EvidenceHolder(session), shown, transaction)
        }
        service.live.end(id, of: session.account)
    }

    /// Suspends a device of the account that someone has signed in to in a browser, who has shown a contact there.
    func suspend(_ id: ServiceDeviceID, from browser: WebSession) async throws {
        let now = service.now
        try await service.database.write { transaction in
            let store = DeviceStore(transaction: transaction)
            guard let device = try store.device(id), device.account == browser.account else {
                throw Problem(.noSuchDevice)
            }
            let isMember = try AccountStore(transaction: transaction).kind(of: browser.account) == .member
            guard !isMember else { return try remove(device, as: .noDevice, by: nil, transaction) }
            let holder = EvidenceHolder(browser: browser)
            let shown = try EvidenceStore(transaction: transaction)
                .kinds(of: holder, after: now - Evidence.lifetime)
            guard shown.contains(.contact) else { throw Problem(.evidenceNeeded) }
            try revoke(device, by: nil, holder, shown, transaction)
        }
        service.live.end(id, of: browser.account)
    }

    /// Removes a device for good where the actor is older, and suspends it where the actor is younger, so that it can
    /// take the account back.
    private func revoke(
        _ device: StoredDevice,
        by actor: StoredDevice?,
        _ holder: EvidenceHolder,
        _ shown: Set<EvidenceKind>,
        _ transaction: any SQLTransaction
    ) throws {
        let isMember = try AccountStore(transaction: transaction).kind(of: device.account) == .member
        let kind: DeviceRemoval.Kind = actor == nil ? .noDevice : .device
        guard !Self.isOlder(actor, device), !isMember else {
            return try remove(device, as: kind, by: actor, transaction)
        }
        try Replacements(service).keep(by: holder, shown, transaction)
        try Notices(service).raise(
            .deviceRevoked,
            account: device.account,
            by: actor?.id,
            about: device.id,
            transaction
        )
        let store = DeviceStore(transaction: transaction)
        try Removals(service).note(device, kind, by: actor, transaction)
        try store.suspend(device.id, by: actor?.id, at: service.now)
        // Of too many the youngest go: whoever brings one device after the other pushes out none that was there before.
        for device in try store.suspended(of: device.account).dropFirst(Self.suspendedLimit) {
            _ = try store.delete(device.id, of: device.account)
        }
    }

    /// Whether there is a device that acts, and the account had it before another one.
    private static func isOlder(_ actor: StoredDevice?, _ device: StoredDevice) -> Bool {
        actor.map { $0.place < device.place } ?? false
    }

    /// How many suspended devices of an account are kept.
    static let suspendedLimit = 40

    /// How soon after its beginning a recovery that fails gives up.
    private static let recoveryPatience = Milliseconds.hour

    /// Says of a device that came to recover the account, and is not settled, that it goes again; false of any other.
    private func giveUpRecovery(_ device: StoredDevice, _ transaction: any SQLTransaction) throws -> Bool {
        guard device.settled == nil else { return false }
        return try NoticeStore(transaction: transaction)
            .leaveRecoveryUnfinished(by: device.id, since: service.now - Self.recoveryPatience)
    }

    /// Removes the devices that are not settled and have shown nothing but a secret that a session has just replaced or used
    /// up; returns them.
    func removeKnown(
        by secret: EvidenceKind,
        for session: Session,
        _ transaction: any SQLTransaction
    ) throws -> [ServiceDeviceID] {
        let evidence = EvidenceStore(transaction: transaction)
        let store = DeviceStore(transaction: transaction)
        let actor = try session.device.flatMap { try store.device($0) }
        let removed = try store.devices(of: session.account).filter { device in
            guard device.settled == nil, device.id != session.device else { return false }
            return try evidence.everShown(by: device.id).isSubset(of: [secret])
        }
        for device in removed { try remove(device, as: .oldSecret, by: actor, transaction) }
        return removed.map(\.id)
    }

    /// Deletes a device with its sessions, those in browsers as well; a notice tells it unless one does already.
    ///
    /// The device itself is told `kind`; nil where it is its own doing.
    private func remove(
        _ device: StoredDevice,
        as kind: DeviceRemoval.Kind?,
        by actor: StoredDevice?,
        isToldOf: Bool = false,
        _ transaction: any SQLTransaction
    ) throws {
        if !isToldOf {
            let notices = Notices(service)
            try notices.raise(.deviceRevoked, account: device.account, by: actor?.id, about: device.id, transaction)
        }
        if let kind {
            try Removals(service).note(device, kind, by: actor, transaction)
        } else {
            try Removals(service).forget(device, transaction)
        }
        try Organizations(service).noteRevocation(of: device, by: .member(device.account), transaction)
        _ = try DeviceStore(transaction: transaction).delete(device.id, of: device.account)
    }
}
