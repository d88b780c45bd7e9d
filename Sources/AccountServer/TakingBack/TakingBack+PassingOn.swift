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
                shown: try undoing.kept.shown(from: index),
                undoing.kept.contacts(from: index),
                last: later.map(\.last).max() ?? row.last
            )
        }
    }
}

extension TakingBack.Undoing {
    /// What those have shown of what there was before whose acts are undone.
    func shownByActors() throws -> Set<EvidenceKind> {
        var shown = acts.reduce(into: Set<EvidenceKind>()) { $0.formUnion($1.shown) }
        let hasContact = try rows.indices.contains { act in
            try actors.contains(rows[act].actor) && kept.hasShownContact(of: 0, act)
        }
        if !hasContact, state.putBack == nil { shown.remove(.contact) }
        return shown
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
