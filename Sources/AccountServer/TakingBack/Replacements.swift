import AccountAPI
import Primitives
import SQLDatabase

/// Keeps what guarded acts replace, for 30 days and sealed, so that an older device can take it back.
struct Replacements: Sendable {
    /// How many acts of one device are kept each for itself.
    static let limit = 20
    /// From how many acts of an account on as many of each device as can be are kept with an earlier one, and those of
    /// devices that are gone with each other.
    static let accountLimit: Int64 = 100
    /// How many acts of an account are kept in all: where they are so many, no further guarded act is begun that an older
    /// device could take back.
    static let longestLimit: Int64 = 1000
    let service: ServiceContext

    /// Keeps it for a service.
    init(_ service: ServiceContext) {
        self.service = service
    }

    /// Keeps what an account has now, before an actor changes it.
    ///
    /// Beyond the limit, an act before which the secrets were those of an earlier one is kept with the last such one:
    /// whoever takes the account back goes to the earliest anyway, which lasts no longer than it would. So nobody fills the
    /// database, and nothing is pushed out. `puttingBack` is for a device that takes the account back.
    ///
    /// Nothing is kept of what no device is there to take back. `isRefusable` for an act that is refused where an account
    /// has too many: never for one that removes a device, which ends whoever has made them.
    func keep(
        by holder: EvidenceHolder,
        _ shown: Set<EvidenceKind>,
        puttingBack: PutBack? = nil,
        isTakingBack: Bool = false,
        isRefusable: Bool = false,
        _ transaction: any SQLTransaction
    ) throws {
        let (now, account) = (service.now, holder.account)
        // Who is settled by now can take back what follows; whoever settles later cannot.
        try Settling(service).settleDue(in: account, transaction)
        var state = try AccountStateStore(transaction: transaction).state(of: account, now: now)
        state.putBack = puttingBack
        // A suspended one acts where it takes the account back.
        let actor = try holder.device.flatMap { try DeviceStore(transaction: transaction).anyDevice($0) }
        let shown = try shown.union(actor.map { try earlier(by: $0, transaction) } ?? [])
        let contacts = try EvidenceStore(transaction: transaction).contacts(of: holder)
        let store = ReplacedStore(transaction: transaction)
        let sequence = actor?.place ?? ReplacedStore.noDevice
        let devices = try TakingBackStore(transaction: transaction).everyDevice(of: account)
        guard devices.contains(where: { $0.settled != nil && $0.place < sequence }) else { return }
        // What is undone stays as it was found until then.
        if !isTakingBack {
            try foldGone(of: account, transaction)
            try dropBetween(of: account, transaction)
        }
        guard try !isRefusable || store.count(of: account) < Self.longestLimit else {
            let end = try store.firstEnd(of: account) ?? now
            throw Problem(.tooManyChanges, retryAfter: Problem.seconds(until: end, now: now))
        }
        if puttingBack == nil, let same = try earlier(by: actor, of: account, before: state, shown, transaction) {
            var kept = try self.state(same, transaction)
            if let backup = kept.backup, let newer = state.backup, newer.isSame(as: backup) {
                kept.backup = backup.withHeads(of: newer)
            }
            let all = same.contacts.union(contacts)
            return try store.renew(same, sealed: try seal(kept, same.id), all, now: now)
        }
        let id = randomBytes(count: 16).hexadecimal
        try store.insert(
            id,
            of: account,
            actor: actor,
            shown: shown,
            contacts,
            state,
            sealed: try seal(state, id),
            now: now
        )
    }

    /// What a device has shown before: what counts still, and a contact, however long ago and whatever has ended since.
    ///
    /// A proof of last year settled it all the same, and taking the account back makes nobody else of who has it.
    private func earlier(by device: StoredDevice, _ transaction: any SQLTransaction) throws -> Set<EvidenceKind> {
        let store = EvidenceStore(transaction: transaction)
        return try store.kinds(of: EvidenceHolder(device: device.id, account: device.account))
            .union(store.everShown(by: device.id).intersection([.contact]))
    }

    /// The act of the same actor that one more can be kept with, if the actor has too many; none that a device does not reach
    /// which reaches the new one.
    private func earlier(
        by actor: StoredDevice?,
        of account: AccountID,
        before state: AccountState,
        _ shown: Set<EvidenceKind>,
        _ transaction: any SQLTransaction
    ) throws -> StoredReplacement? {
        let store = ReplacedStore(transaction: transaction)
        let acts = try store.replacements(by: actor?.id, in: account, now: service.now)
        let limit = try store.count(of: account) < Self.accountLimit ? Self.limit : 1
        guard acts.count >= limit else { return nil }
        let older = try TakingBackStore(transaction: transaction).everyDevice(of: account)
            .filter { $0.place < actor?.place ?? ReplacedStore.noDevice }
        let settled = older.compactMap(\.settled).max() ?? 0
        return acts.last { act in
            act.at >= settled && act.actorPlace == actor?.place ?? ReplacedStore.noDevice
                && act.password == state.password?.id && act.recoveryCode == state.recoveryCode?.id
                && act.shown.isSuperset(of: shown)
        }
    }

    /// What an account had before an act.
    func state(_ replacement: StoredReplacement, _ transaction: any SQLTransaction) throws -> AccountState {
        try service.atRest.open(
            AccountState.self,
            ReplacedStore(transaction: transaction).state(before: replacement),
            from: .replacedState(row: replacement.id)
        )
    }

    /// The sealed form of what an account had before an act.
    func seal(_ state: AccountState, _ id: String) throws -> [UInt8] {
        try service.atRest.seal(json: state, for: .replacedState(row: id))
    }
}
