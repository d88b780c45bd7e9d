import AccountAPI
import OPAQUE
import Primitives
import SQLDatabase

extension TakingBack {
    /// Starts the registration of the password that the account gets.
    func start(_ request: StartTakingBack.Request, for session: Session) async throws -> RegistrationStarted {
        let registrations = Registrations(service)
        let message = try registrations.parse(request.request)
        let id = RegistrationID.random()
        let credential = CredentialID.random()
        try await service.database.write { transaction in
            let undoing = try requireEnough(session, transaction).undoing
            try TakingBackStore(transaction: transaction)
                .start(id, credential, undoing.backup(now: service.now)?.mark, in: session.id)
        }
        return try registrations.answer(message, id, credential)
    }

    /// Takes the account back: all of it in one transaction, or nothing.
    func finish(_ request: FinishTakingBack.Request, for session: Session) async throws {
        let registrations = Registrations(service)
        let record = try registrations.parse(request.record, suite: request.suite)
        let removed = try await service.database.write { transaction in
            try Settling(service).settleDue(in: session.account, transaction)
            let (undoing, shown) = try requireEnough(session, transaction)
            let started = try TakingBackStore(transaction: transaction).started(in: session.id)
            let backup = undoing.backup(now: service.now)
            guard let started, started.registration == request.registration,
                started.backup == backup?.mark
            else { throw Problem(.expired) }
            guard (backup == nil) == (request.wrappedKey == nil),
                request.wrappedKey.map({ $0.bytes.count == Backups.wrappedKeyLength }) ?? true
            else { throw Problem(.invalidRequest) }
            let taker = EvidenceHolder(device: undoing.device.id, account: session.account)
            if shown.contains(.contact) { try noteContact(in: session, by: taker, transaction) }
            // A device that is older still can undo this one's act like any other, also where a thief's has done it.
            let restored = undoing.putBack(by: shown)
            try Replacements(service).keep(
                by: taker,
                restored == nil ? undoing.ofPresent(shown) : shown.union([.device]),
                puttingBack: restored,
                isTakingBack: true,
                transaction
            )
            try RegistrationStore(transaction: transaction).replaceCredential(
                of: session.account,
                with: NewCredential(
                    id: started.credential,
                    kind: .password,
                    seed: service.keys.seed,
                    suite: request.suite,
                    record: record.bytes
                ),
                now: service.now
            )
            try Reminders(service).moving(in: session.account, transaction) {
                try putBack(undoing, backup, wrappedKey: request.wrappedKey, of: session.account, transaction)
            }
            return try putOut(undoing, of: session.account, transaction)
        }
        for device in removed {
            service.live.end(device, of: session.account)
        }
    }

    /// Notes that a device has shown a contact to take the account back: it counts against older ones from then on.
    private func noteContact(
        in session: Session,
        by taker: EvidenceHolder,
        _ transaction: any SQLTransaction
    ) throws {
        let evidence = EvidenceStore(transaction: transaction)
        let since = service.now - Evidence.lifetime
        if let contact = try TakingBackStore(transaction: transaction).shownContact(in: session.id, after: since) {
            try evidence.insert([contact], by: taker, now: service.now)
        }
        try evidence.insert(.contact, by: taker, now: service.now)
    }

    private func requireEnough(
        _ session: Session,
        _ transaction: any SQLTransaction
    ) throws -> (undoing: Undoing, shown: Set<EvidenceKind>) {
        let undoing = try undoing(of: session, transaction)
        let (need, isEnough) = try need(of: session, undoing, transaction)
        guard isEnough else { throw Problem(.evidenceNeeded, evidence: need) }
        return (undoing, Set(need.shown))
    }

    /// Puts back what the account had, beside the password.
    private func putBack(
        _ undoing: Undoing,
        _ backup: BackupState?,
        wrappedKey: Bytes?,
        of account: AccountID,
        _ transaction: any SQLTransaction
    ) throws {
        let now = service.now
        let store = AccountStateStore(transaction: transaction)
        try store.restore(undoing.state.contacts, of: account, now: now)
        try store.restore(undoing.state.recoveryCode, of: account, now: now)
        try BackupStateStore(transaction: transaction).restore(backup, of: account, wrappedKey: wrappedKey?.bytes)
    }

    /// Removes whoever had taken the account, makes the devices count again that they suspended, and ends all that was
    /// open; returns the devices removed.
    private func putOut(
        _ undoing: Undoing,
        of account: AccountID,
        _ transaction: any SQLTransaction
    ) throws -> [ServiceDeviceID] {
        let devices = DeviceStore(transaction: transaction)
        let store = TakingBackStore(transaction: transaction)
        let removed = removed(undoing, try store.everyDevice(of: account))
        try store.resume(undoing.device.id)
        try store.resume(suspendedBy: undoing.actors.compactMap(\.self) + removed.map(\.id), of: account)
        if undoing.actors.contains(nil) {
            try store.resumeSuspendedByNobody(of: account, since: undoing.first.at)
        }
        let notices = Notices(service)
        try notices.raise(.accountTakenBack, account: account, by: undoing.device.id, transaction)
        for device in removed {
            try Removals(service).note(device, .takenBack, by: undoing.device, transaction)
            _ = try devices.delete(device.id, of: account)
        }
        try NoticeStore(transaction: transaction)
            .calm(of: account, since: undoing.first.at, removed: removed.map(\.id))
        try store.endEverything(of: account)
        try EvidenceStore(transaction: transaction).endAll(of: account)
        try passOn(undoing, of: account, transaction)
        return removed.map(\.id)
    }

    /// The devices that go: those that did what is undone, those that are not settled, and those that came or acted under a
    /// password that it had set.
    private func removed(_ undoing: Undoing, _ devices: [StoredDevice]) -> [StoredDevice] {
        let last = undoing.lastUnderPassword
        let actors = undoing.actorsUnderOther
        return devices.filter { device in
            guard device.place > undoing.device.place else { return false }
            return undoing.actors.contains(device.id) || device.settled == nil || actors.contains(device.id)
                || last.map { device.added >= $0 } ?? false
        }
    }
}
