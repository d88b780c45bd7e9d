import AccountAPI
import SQLDatabase

extension TakingBack {
    /// Has what is undone stand for the device that undoes it, so that none but older ones can still take it back; forgets
    /// it where there is none.
    ///
    /// Forgetting it at once would let a thief's older device put what a younger one of the same thief has replaced out of
    /// everybody's reach. Of all that is undone the first act stays that each older device reaches: whatever came after it
    /// would use up the numbers by which devices ask for secrets of before.
    func passOn(_ undoing: Undoing, of account: AccountID, _ transaction: any SQLTransaction) throws {
        let store = ReplacedStore(transaction: transaction)
        let settled = try TakingBackStore(transaction: transaction).everyDevice(of: account)
            .filter { $0.place < undoing.device.place }.compactMap(\.settled)
        guard !settled.isEmpty else { return try store.delete(of: account, from: undoing.first.number) }
        let kept = Set(settled.compactMap { moment in undoing.rows.firstIndex { $0.at >= moment } })
        for index in undoing.rows.indices {
            let row = undoing.rows[index]
            guard kept.contains(index) else {
                try store.delete(row)
                continue
            }
            let later = undoing.rows[index...].filter { $0.password == row.password }
            try store.pass(
                row,
                to: undoing.device,
                shown: undoing.shown(from: index),
                last: later.map(\.last).max() ?? row.last
            )
        }
    }
}

extension TakingBack.Undoing {
    /// What was shown in all acts from one on, of what there was before that one.
    ///
    /// A contact or a recovery code that somebody had put there shows nothing, nor do two secrets that two have shown.
    func shown(from index: Int) -> Set<EvidenceKind> {
        let all = rows.indices.filter { $0 >= index }
        var shown = rows[index...].reduce(into: Set<EvidenceKind>()) { $0.formUnion($1.shown) }
        if !all.contains(where: { hasShownBoth(of: index, $0) }), shown.contains(.password) {
            shown.remove(.recoveryCode)
        }
        if !all.contains(where: { hasShownContact(of: index, $0) }) { shown.remove(.contact) }
        return shown
    }

    /// Whether an actor has shown both secrets that there were before an act.
    func hasShownBoth(of index: Int, _ act: Int) -> Bool {
        let (before, row) = (rows[index], rows[act])
        guard row.shown.isSuperset(of: [.password, .recoveryCode]) else { return false }
        if let putBack = states[act].putBack {
            return putBack.password == before.password && putBack.recoveryCode == before.recoveryCode
        }
        return row.password == before.password && row.recoveryCode == before.recoveryCode
    }

    /// Whether an actor has shown a contact that there was before an act.
    func hasShownContact(of index: Int, _ act: Int) -> Bool {
        guard rows[act].shown.contains(.contact) else { return false }
        let contacts = Set(states[index].contacts.map(\.id))
        let shown = states[act].putBack?.contacts ?? states[act].contacts
        return shown.contains { contacts.contains($0.id) }
    }

    /// What the account gets, for a device that has shown a contact or the recovery code of before; nil for any other.
    func putBack(by shown: Set<EvidenceKind>) -> PutBack? {
        guard !shown.isDisjoint(with: [.contact, .recoveryCode]) else { return nil }
        // Undoing what a device has put back is no way around what that one has asked for.
        return PutBack(
            password: state.password?.id,
            recoveryCode: state.recoveryCode?.id,
            contacts: state.putBack.map(\.contacts) ?? state.contacts
        )
    }

    /// The contacts of which one shows more than the secret: those of before, or those that a device had put back whose
    /// taking back is undone.
    var contactsToShow: [KeptContact] { state.putBack?.contacts ?? state.contacts }
}
