import AccountAPI
import SQLDatabase
import Sodium

/// Keeps what guarded acts replace, for 30 days and sealed, so that an older device can take it back.
struct Replacements: Sendable {
    private let service: ServiceContext

    /// Keeps it for a service.
    init(_ service: ServiceContext) {
        self.service = service
    }

    /// Keeps what an account has now, before an actor changes it.
    func keep(
        of account: AccountID,
        from actor: ServiceDeviceID?,
        _ shown: Set<EvidenceKind>,
        _ transaction: any SQLTransaction
    ) throws {
        let now = service.now
        // Who is settled by now can take back what follows; whoever settles later cannot.
        try Settling(service).settleDue(in: account, transaction)
        let id = randomBytes(count: 16).hexadecimal
        let state = try AccountStateStore(transaction: transaction).state(of: account, now: now)
        // A suspended one acts where it takes the account back.
        let actor = try actor.flatMap { try DeviceStore(transaction: transaction).anyDevice($0) }
        // What the device has ever shown counts here: a proof of last year settled it all the same.
        let earlier = try actor.map { actor in
            try EvidenceStore(transaction: transaction).kinds(of: EvidenceHolder(device: actor.id, account: account))
        }
        try ReplacedStore(transaction: transaction).insert(
            id,
            of: account,
            actor: actor,
            shown: shown.union(earlier ?? []),
            state,
            sealed: try service.atRest.seal(json: state, for: .replacedState(row: id)),
            now: now
        )
    }

    /// What an account had before an act.
    func state(_ replacement: StoredReplacement) throws -> AccountState {
        try service.atRest.open(
            AccountState.self,
            replacement.state,
            from: .replacedState(row: replacement.id)
        )
    }
}
