import AccountAPI
import Encodings
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

    /// What a session would undo: what began with the act of whoever has suspended its device, or else of the last one who
    /// met the secret that has opened it.
    func undoing(of session: Session, _ transaction: any SQLTransaction) throws -> Undoing {
        let now = service.now
        guard let id = session.device, let secret = session.credential,
            try SessionStore(transaction: transaction).session(session.id)?.session.isTakingBack == true,
            let device = try settledDevice(id, transaction)
        else { throw Problem(.sessionInvalid) }
        let rows = try ReplacedStore(transaction: transaction)
            .replacements(undoneBy: device, now: now)
        let matching = rows.filter { $0.credential(session.kind) == secret }
        let bySuspender = matching.filter { device.suspended != nil && $0.actor == device.suspendedBy }
        let last = Self.newest(of: bySuspender, by: session.kind) ?? Self.newest(of: matching, by: session.kind)
        guard let newest = last else { throw Problem(.expired) }
        let actors = try actors(with: newest, matching, transaction)
        guard let first = matching.last(where: { actors.contains($0.actor) }) else { throw Problem(.expired) }
        let kept = KeptActs(rows.filter { $0.number >= first.number }.reversed(), Replacements(service), transaction)
        let before = rows.filter { $0.number < first.number && $0.last > first.at }
        let present = try AccountStateStore(transaction: transaction).state(of: session.account, now: now)
        let state = try kept.state(0)
        return Undoing(
            device: device,
            actors: actors,
            kept: kept,
            actingAgain: KeptActs([first] + before.reversed(), Replacements(service), transaction),
            state: state,
            present: present,
            newestHeads: try kept.withNewestHeads(state.backup, present: present.backup)
        )
    }

    /// The act that someone did last under a secret: one that is kept with an earlier act of the same device has its number,
    /// not its time.
    ///
    /// A code stays while the password changes, so an act that stands for later ones says of it how long they are kept.
    private static func newest(of rows: [StoredReplacement], by kind: CredentialKind) -> StoredReplacement? {
        func moment(_ row: StoredReplacement) -> Milliseconds {
            switch kind {
            case .password: row.last
            case .recoveryCode: row.expires
            }
        }
        return rows.max { (moment($0), $0.number) < (moment($1), $1.number) }
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
            return device.added > newest.last - ReplacedStore.lifetime
        }
        return [newest.actor] + others
    }

    /// The device, suspended or not, if it may take its account back.
    func settledDevice(_ id: ServiceDeviceID, _ transaction: any SQLTransaction) throws -> StoredDevice? {
        let device = try DeviceStore(transaction: transaction).anyDevice(id)
        return device?.settled == nil ? nil : device
    }

    /// What there is to undo, and what it still takes.
    func read(for session: Session) async throws -> ReadTakingBack.Response {
        let now = service.now
        return try await service.database.read { transaction in
            let undoing = try undoing(of: session, transaction)
            let (need, isEnough) = try need(of: session, undoing, transaction)
            let actor = try undoing.actors[0].flatMap { try DeviceStore(transaction: transaction).anyDevice($0) }
            let shown = try undoing.shownByActors()
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
                contacts: try undoing.contactsToShow.map(\.stored).map { contact in
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
