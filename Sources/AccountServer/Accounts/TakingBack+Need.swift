import AccountAPI
import SQLDatabase

extension TakingBack {
    /// What a session has shown and what more it could, and whether that is enough.
    func need(
        of session: Session,
        _ undoing: Undoing,
        _ transaction: any SQLTransaction
    ) throws -> (need: EvidenceNeed, isEnough: Bool) {
        let before = undoing.state
        let store = TakingBackStore(transaction: transaction)
        let since = service.now - Evidence.lifetime
        let secrets = try store.secrets(of: undoing.device.id, after: since)
        var shown = Set<EvidenceKind>()
        if let password = before.password?.id, secrets.contains(password) { shown.insert(.password) }
        if let code = before.recoveryCode?.id, secrets.contains(code) { shown.insert(.recoveryCode) }
        if try store.hasShownContact(session.id, after: since) { shown.insert(.contact) }
        let hasSecret = Evidence.hasSecret(shown)
        let hasMore = Evidence.isEnough(shown) || !needsMore(undoing)
        var possible: Set<EvidenceKind> = []
        if !hasSecret || !hasMore {
            if before.password != nil { possible.insert(.password) }
            if before.recoveryCode != nil { possible.insert(.recoveryCode) }
        }
        if !hasMore, before.contacts.contains(where: { service.messages.carries($0.kind) }) {
            possible.insert(.contact)
        }
        let isEnough = hasSecret && hasMore
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
    private func needsMore(_ undoing: Undoing) -> Bool {
        let contacts = Set(undoing.state.contacts.map(\.id))
        return zip(undoing.rows, undoing.states).contains { row, state in
            let hasBoth =
                row.shown.isSuperset(of: [.password, .recoveryCode])
                && row.password == undoing.first.password && row.recoveryCode == undoing.first.recoveryCode
            guard !hasBoth else { return true }
            guard row.shown.contains(.contact) else { return false }
            return state.contacts.contains { contacts.contains($0.id) }
        }
    }
}
