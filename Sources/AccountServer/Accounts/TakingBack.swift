import AccountAPI
import SQLDatabase

/// The rules of taking an account back: a settled device undoes what a younger one did, with the secrets of before.
///
/// They serve for nothing else, and answer only where the device's own proof comes with them.
struct TakingBack: Sendable {
    let service: ServiceContext

    /// Makes the rules over a service.
    init(_ service: ServiceContext) {
        self.service = service
    }

    /// What a session would undo.
    struct Undoing {
        /// The device that takes the account back.
        let device: StoredDevice
        /// Those whose acts are undone, the newest first; nil is a session without a device.
        let actors: [ServiceDeviceID?]
        /// What is undone, by whomever younger, the oldest first.
        let rows: [StoredReplacement]
        /// What the account had before.
        let state: AccountState
        /// What it has now.
        let present: AccountState
        /// The backup of before with its newest head: others may have moved it on under the same key.
        let newestHead: KeptBackup?

        /// The first act that is undone.
        var first: StoredReplacement { rows[0] }
        /// What those did whose acts are undone.
        var acts: [StoredReplacement] { rows.filter { actors.contains($0.actor) } }
        /// The last act before the password was another one; nil where it is still the same.
        var lastUnderPassword: StoredReplacement? {
            present.password?.id == first.password ? nil : rows.last { $0.password == first.password }
        }

        /// The backup that is put back; one that was made since stays if the secret of before opens it.
        func backup(now: Milliseconds) -> KeptBackup? {
            if let kept = state.backup, kept.deleted.map({ $0 + Backups.grace > now }) ?? true {
                return newestHead.map(kept.withHead) ?? kept
            }
            guard lastUnderPassword == nil else { return nil }
            let keepsCode = present.recoveryCode?.id == state.recoveryCode?.id
            return keepsCode ? present.backup : present.backup?.withoutCode
        }
    }

    /// What a session would undo: what began with the act of whoever has suspended its device, or else of the last one who
    /// met the secret that has opened it.
    func undoing(of session: Session, _ transaction: any SQLTransaction) throws -> Undoing {
        let now = service.now
        guard let id = session.device, let secret = session.credential,
            try SessionStore(transaction: transaction).session(session.id)?.session.isTakingBack == true,
            let device = try settledDevice(id, transaction)
        else { throw Problem(.sessionInvalid) }
        let rows = try ReplacedStore(transaction: transaction)
            .replacements(of: session.account, youngerThan: device.place, now: now)
        let matching = rows.filter { $0.credential(session.kind) == secret }
        let isBySuspender = { (row: StoredReplacement) in device.suspended != nil && row.actor == device.suspendedBy }
        guard let newest = matching.first(where: isBySuspender) ?? matching.first else { throw Problem(.expired) }
        let actors = try actors(with: newest, matching, transaction)
        guard let first = matching.last(where: { actors.contains($0.actor) }) else { throw Problem(.expired) }
        let undone = Array(rows.filter { $0.number >= first.number }.reversed())
        let state = try Replacements(service).state(first)
        let backups = try undone.compactMap { try Replacements(service).state($0).backup }
        return Undoing(
            device: device,
            actors: actors,
            rows: undone,
            state: state,
            present: try AccountStateStore(transaction: transaction).state(of: session.account, now: now),
            newestHead: backups.last { $0.id == state.backup?.id && $0.epoch == state.backup?.epoch }
        )
    }

    /// Whose acts are undone with those of the newest actor.
    ///
    /// Whoever had shown more than one kind can have brought several devices. Those that came in the last 30 days count as
    /// one actor, so that none of them stays, or puts its own contact and code in the place of what was before.
    private func actors(
        with newest: StoredReplacement,
        _ matching: [StoredReplacement],
        _ transaction: any SQLTransaction
    ) throws -> [ServiceDeviceID?] {
        guard matching.contains(where: { $0.actor == newest.actor && $0.shown.count > 1 }) else {
            return [newest.actor]
        }
        let store = DeviceStore(transaction: transaction)
        let others = try matching.map(\.actor).filter { actor in
            guard actor != newest.actor else { return false }
            guard let device = try actor.flatMap({ try store.anyDevice($0) }) else { return true }
            return device.added > newest.at - ReplacedStore.lifetime
        }
        return [newest.actor] + others
    }

    /// The device, suspended or not, if it may take its account back.
    func settledDevice(_ id: ServiceDeviceID, _ transaction: any SQLTransaction) throws -> StoredDevice? {
        let device = try DeviceStore(transaction: transaction).anyDevice(id)
        return device?.settled == nil ? nil : device
    }

    /// What a session has shown and what more it could, and whether that is enough.
    func need(
        of session: Session,
        _ undoing: Undoing,
        _ transaction: any SQLTransaction
    ) throws -> (need: EvidenceNeed, isEnough: Bool) {
        let store = TakingBackStore(transaction: transaction)
        let before = undoing.state
        let secrets = try store.secrets(of: undoing.device.id, now: service.now)
        var shown = Set<EvidenceKind>()
        if let password = before.password?.id, secrets.contains(password) { shown.insert(.password) }
        if let code = before.recoveryCode?.id, secrets.contains(code) { shown.insert(.recoveryCode) }
        if try store.hasShownContact(session.id, after: service.now - Evidence.lifetime) { shown.insert(.contact) }
        let isEnough =
            try shown.contains(.contact) || shown.isSuperset(of: [.password, .recoveryCode]) || !needsMore(undoing)
        var possible: Set<EvidenceKind> = []
        if !isEnough {
            if before.contacts.contains(where: { service.messages.carries($0.kind) }) { possible.insert(.contact) }
            if before.password != nil { possible.insert(.password) }
            if before.recoveryCode != nil { possible.insert(.recoveryCode) }
        }
        let need = EvidenceNeed(
            shown: EvidenceKind.allCases.filter(shown.contains),
            possible: EvidenceKind.allCases.filter(possible.subtracting(shown).contains),
            settles: nil
        )
        return (need, isEnough)
    }

    /// Whether somebody whose act is undone had shown a contact of before, or both secrets of before.
    ///
    /// What it had put in their place shows nothing.
    private func needsMore(_ undoing: Undoing) throws -> Bool {
        let contacts = Set(undoing.state.contacts.map(\.id))
        return try undoing.rows.contains { row in
            let hasBoth =
                row.shown.isSuperset(of: [.password, .recoveryCode])
                && row.password == undoing.first.password && row.recoveryCode == undoing.first.recoveryCode
            guard !hasBoth else { return true }
            guard row.shown.contains(.contact) else { return false }
            return try Replacements(service).state(row).contacts.contains { contacts.contains($0.id) }
        }
    }

    /// What there is to undo, and what it still takes.
    func read(for session: Session) async throws -> ReadTakingBack.Response {
        let now = service.now
        return try await service.database.read { transaction in
            let undoing = try undoing(of: session, transaction)
            let (need, isEnough) = try need(of: session, undoing, transaction)
            let actor = try undoing.actors[0].flatMap { try DeviceStore(transaction: transaction).anyDevice($0) }
            let shown = undoing.acts.reduce(into: Set<EvidenceKind>()) { $0.formUnion($1.shown) }
            let backup = isEnough ? undoing.backup(now: now) : nil
            return ReadTakingBack.Response(
                actorName: try actor.map {
                    try service.atRest.text($0.name, from: .deviceName(row: $0.id.rawValue))
                },
                since: undoing.first.at,
                parts: undoing.parts,
                actorShown: EvidenceKind.allCases.filter(shown.contains),
                evidence: need,
                isEnough: isEnough,
                contacts: try undoing.state.contacts.map(\.stored).map { contact in
                    ListContacts.Contact(
                        id: contact.id,
                        kind: contact.kind,
                        masked: try Contacts(service).address(of: contact).masked,
                        isVerified: true,
                        added: contact.added
                    )
                },
                backup: backup.map { $0.shown(to: session.kind) }
            )
        }
    }
}

extension TakingBack.Undoing {
    /// What would be put back.
    fileprivate var parts: [TakenPart] {
        TakenPart.allCases.filter { part in
            switch part {
            case .password: present.password?.id != state.password?.id
            case .recoveryCode: present.recoveryCode?.id != state.recoveryCode?.id
            case .contacts: Set(present.contacts.map(\.id)) != Set(state.contacts.map(\.id))
            case .backup:
                state.backup != nil
                    && (present.backup?.id != state.backup?.id || present.backup?.epoch != state.backup?.epoch
                        || present.backup?.deleted != state.backup?.deleted)
            case .devices: device.suspended != nil
            }
        }
    }
}

extension KeptBackup {
    /// The same with the head that another state of it had.
    fileprivate func withHead(of newer: KeptBackup) -> KeptBackup {
        KeptBackup(
            id: id,
            epoch: epoch,
            wrappedKey: wrappedKey,
            recoveryWrappedKey: recoveryWrappedKey,
            generation: newer.generation,
            hash: newer.hash,
            mac: newer.mac,
            deleted: deleted
        )
    }

    /// The same, opened by no recovery code.
    fileprivate var withoutCode: KeptBackup {
        KeptBackup(
            id: id,
            epoch: epoch,
            wrappedKey: wrappedKey,
            recoveryWrappedKey: nil,
            generation: generation,
            hash: hash,
            mac: mac,
            deleted: deleted
        )
    }

    /// What a session is told of it that one kind of secret has opened.
    fileprivate func shown(to kind: CredentialKind) -> StoredBackup {
        StoredBackup(
            id: id,
            epoch: epoch,
            wrappedKey: kind == .password ? wrappedKey : recoveryWrappedKey,
            head: hash.flatMap { hash in
                mac.map {
                    SnapshotHead(generation: UInt64(clamping: generation), hash: hash, epoch: epoch, mac: $0)
                }
            },
            deleted: deleted,
            restorableUntil: deleted.map { $0 + Backups.grace }
        )
    }
}
