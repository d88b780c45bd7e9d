import AccountAPI
import SQLDatabase

extension Replacements {
    /// Beyond the limit of the account, forgets acts of a device that lie between two others of its own and that nobody can
    /// ask for, the latest first.
    ///
    /// A device that is there acts as often as it likes, with one new password after the other. What devices can ask for
    /// are the first few secrets of before, so the first act that met each of them stays, and of the rest the last act: it
    /// says that the device acted under a password of later, and which contacts it had shown by then. Who has shown both
    /// secrets of a state that can be put back stays as well, and so does the first act under a secret whose device had shown
    /// more than one kind: others that acted under that secret fall with it.
    func dropBetween(of account: AccountID, _ transaction: any SQLTransaction) throws {
        let store = ReplacedStore(transaction: transaction)
        let rows = try store.replacements(of: account, now: service.now)
        var excess = rows.count + 1 - Int(Self.accountLimit)
        guard excess > 0 else { return }
        let devices = try TakingBackStore(transaction: transaction).everyDevice(of: account)
        let kept = KeptActs(rows, self, transaction)
        var left = Set(rows.indices)
        var said = rows.map { Said($0) }
        for index in Self.between(rows, devices).reversed() where excess > 0 {
            guard try kept.state(index).putBack == nil else { continue }
            try passOn(index, kept, left, &said, store)
            try store.delete(rows[index])
            left.remove(index)
            excess -= 1
        }
    }

    /// The acts that can be dropped, the oldest first.
    private static func between(_ rows: [StoredReplacement], _ devices: [StoredDevice]) -> [Int] {
        var secrets = SecretsOfBefore(devices)
        var met: [ServiceDeviceID?: Set<CredentialID>] = [:]
        var metWithMore: [ServiceDeviceID?: Set<CredentialID>] = [:]
        var firsts: Set<[CredentialID?]> = []
        let last = Dictionary(rows.indices.map { (rows[$0].actor, $0) }) { max($0, $1) }
        return rows.indices.filter { index in
            let row = rows[index]
            let isNew = secrets.add(row)
            let asked = secrets.askable(in: row)
            let isMet = asked.isSubset(of: met[row.actor, default: []])
            met[row.actor, default: []].formUnion(asked)
            let hasMore = row.shown.count > 1
            let isMetWithMore = !hasMore || asked.isSubset(of: metWithMore[row.actor, default: []])
            if hasMore { metWithMore[row.actor, default: []].formUnion(asked) }
            let pair = [row.password, row.recoveryCode]
            if isNew || !isMet { firsts.insert(pair) }
            let showsBoth = row.shown.isSuperset(of: [.password, .recoveryCode]) && firsts.contains(pair)
            return !isNew && isMet && isMetWithMore && !showsBoth && last[row.actor] != index
        }
    }

    /// What an act says that stands for others as well.
    private struct Said {
        var last: Milliseconds
        var expires: Milliseconds
        var shown: Set<EvidenceKind>
        var contacts: ShownContacts

        init(_ row: StoredReplacement) {
            (last, expires, shown, contacts) = (row.last, row.expires, row.shown, row.contacts)
        }
    }

    /// Gives what is still needed of an act that is dropped to those before it: the newest heads of its backup, when the
    /// device last acted under its password, until when its secrets can be asked for, and which contacts it had shown: one
    /// that stands for what a device has undone has those of others.
    private func passOn(
        _ index: Int,
        _ kept: KeptActs,
        _ left: Set<Int>,
        _ said: inout [Said],
        _ store: ReplacedStore
    ) throws {
        let row = kept.rows[index]
        let before = left.filter { $0 < index }.sorted()
        if let backup = try kept.state(index).backup,
            let other = before.last(where: { kept.rows[$0].backup == row.backup }),
            let older = try kept.state(other).backup, older.isSame(as: backup)
        {
            try kept.change(other) { $0.backup = older.withHeads(of: backup) }
            try store.set(kept.rows[other], sealed: try seal(kept.state(other), kept.rows[other].id))
        }
        let own = before.filter { kept.rows[$0].actor == row.actor }
        let underPassword = own.last { kept.rows[$0].password == row.password }
        let underCode = own.last { row.recoveryCode != nil && kept.rows[$0].recoveryCode == row.recoveryCode }
        if let underPassword { said[underPassword].last = max(said[underPassword].last, said[index].last) }
        for other in Set([underPassword, underCode].compactMap(\.self)) {
            said[other].expires = max(said[other].expires, said[index].expires)
            if said[index].shown.contains(.contact) { said[other].shown.insert(.contact) }
            said[other].contacts = said[other].contacts.union(said[index].contacts)
            try store.set(
                kept.rows[other],
                shown: said[other].shown,
                said[other].contacts,
                last: said[other].last,
                expires: said[other].expires
            )
        }
    }
}
