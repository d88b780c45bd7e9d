import AccountAPI
import SQLDatabase

extension Replacements {
    /// How many acts are kept with another one at once.
    private static let step = 100

    /// Beyond the limit of the account, keeps acts of devices that are gone with each other, the latest first.
    ///
    /// Whoever has a secret can bring one device after the other, so the limit of one device bounds nothing. Two acts that
    /// follow on each other, and that the same of the devices reach which are there, are undone by the same: the earlier one
    /// stands for both, with the state before it.
    func foldGone(of account: AccountID, _ transaction: any SQLTransaction) throws {
        let store = ReplacedStore(transaction: transaction)
        guard try store.count(of: account) >= Self.accountLimit else { return }
        let rows = try store.replacements(of: account, now: service.now)
        let devices = try TakingBackStore(transaction: transaction).everyDevice(of: account)
        var excess = min(rows.count + 1 - Int(Self.accountLimit), Self.step)
        for run in Self.runs(rows, devices).reversed() where excess > 0 {
            let folded = min(excess, run.count - 1)
            guard folded > 0 else { continue }
            try fold(Array(run.suffix(folded + 1)), of: account, transaction)
            excess -= folded
        }
    }

    /// The acts of devices that are gone which follow on each other and are within the reach of the same devices.
    ///
    /// One before which there was a secret that a device can take the account back with, and that no earlier one has,
    /// begins a run: kept with another act, it would be lost.
    private static func runs(_ rows: [StoredReplacement], _ devices: [StoredDevice]) -> [[StoredReplacement]] {
        let there = Set(devices.map(\.id))
        func reaching(_ row: StoredReplacement) -> [ServiceDeviceID]? {
            guard let actor = row.actor, !there.contains(actor) else { return nil }
            return devices.filter(row.isReached(by:)).map(\.id)
        }
        var secrets = SecretsOfBefore(devices)
        var runs: [[StoredReplacement]] = []
        var last: [ServiceDeviceID]?
        for row in rows {
            let present = reaching(row)
            let bringsSecret = secrets.add(row)
            if present != nil, present == last, !bringsSecret {
                runs[runs.count - 1].append(row)
            } else {
                runs.append([row])
            }
            last = present
        }
        return runs
    }

    /// Keeps acts with the first of them, as one of its actor.
    private func fold(
        _ run: [StoredReplacement],
        of account: AccountID,
        _ transaction: any SQLTransaction
    ) throws {
        let store = ReplacedStore(transaction: transaction)
        let (kept, first) = (KeptActs(run, self, transaction), run[0])
        var state = try kept.state(0)
        state.backup = try kept.withNewestHeads(state.backup)
        // Whoever came since a secret was another one came with whoever had replaced it.
        let last = run.filter { $0.password == first.password }.map(\.last).max() ?? first.last
        try store.fold(
            first,
            sealed: try seal(state, first.id),
            shown: try kept.shown(from: 0),
            kept.contacts(from: 0),
            last: last,
            expires: run.map(\.expires).max() ?? first.expires
        )
        for row in run.dropFirst() { try store.delete(row) }
        guard let actor = first.actor else { return }
        for other in Set(run.compactMap(\.actor)).subtracting([actor]) {
            try store.rename(other, to: actor, of: account)
        }
    }
}

/// The secrets that each device can take the account back with: of each kind the first so many that it had before.
struct SecretsOfBefore {
    private let devices: [StoredDevice]
    private var known: [ServiceDeviceID: [CredentialKind: Set<CredentialID>]] = [:]

    init(_ devices: [StoredDevice]) {
        self.devices = devices
    }

    /// Those of an act that a device can ask for which reaches it.
    func askable(in row: StoredReplacement) -> Set<CredentialID> {
        var found: Set<CredentialID> = []
        for device in devices where row.isReached(by: device) {
            for kind in CredentialKind.allCases {
                guard let secret = row.credential(kind), known[device.id]?[kind]?.contains(secret) == true else {
                    continue
                }
                found.insert(secret)
            }
        }
        return found
    }

    /// Adds those of an act, the oldest first; whether a device can ask for one of them from now on.
    mutating func add(_ row: StoredReplacement) -> Bool {
        var isNew = false
        for device in devices where row.isReached(by: device) {
            for kind in CredentialKind.allCases {
                guard let secret = row.credential(kind) else { continue }
                var seen = known[device.id, default: [:]][kind, default: []]
                guard seen.count < StartSignIn.Request.secretsOfBefore.count, seen.insert(secret).inserted else {
                    continue
                }
                known[device.id, default: [:]][kind] = seen
                isNew = true
            }
        }
        return isNew
    }
}
