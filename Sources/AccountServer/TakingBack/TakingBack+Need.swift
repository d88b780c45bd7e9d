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
        let hasSecret = Evidence.hasSecret(shown)
        // A code that was made by whoever was put out shows nothing more.
        var code = before.recoveryCode?.id
        var lacksPassword = false
        if let putBack = before.putBack {
            code = putBack.recoveryCode
            let hasCode = code.map(secrets.contains) ?? false
            if !hasCode { shown.remove(.recoveryCode) } else { shown.insert(.recoveryCode) }
            lacksPassword = !(putBack.password.map(secrets.contains) ?? false)
        }
        if let contact = try store.shownContact(in: session.id, after: since),
            undoing.contactsToShow.contains(where: { $0.id == contact })
        {
            shown.insert(.contact)
        }
        let hasBoth = shown.isSuperset(of: [.password, .recoveryCode]) && !lacksPassword
        let isMoreShown = shown.contains(.contact) && hasSecret || hasBoth
        let hasMore = try isMoreShown || !needsMore(undoing)
        var possible: Set<EvidenceKind> = []
        if !hasSecret || !hasMore {
            if before.password != nil { possible.insert(.password) }
            if code != nil { possible.insert(.recoveryCode) }
        }
        if !hasMore, undoing.contactsToShow.contains(where: { service.messages.carries($0.kind) }) {
            possible.insert(.contact)
        }
        possible.subtract(shown)
        // Its own password has to be typed as well, beside the one that is undone.
        if !hasMore, lacksPassword, shown.contains(.recoveryCode) { possible.insert(.password) }
        let need = EvidenceNeed(
            shown: EvidenceKind.allCases.filter(shown.contains),
            possible: EvidenceKind.allCases.filter(possible.contains),
            settles: nil
        )
        return (need, hasSecret && hasMore)
    }

    /// Whether someone whose act is undone had shown a contact of before, or both secrets of before.
    ///
    /// What it had put in their place shows nothing.
    private func needsMore(_ undoing: Undoing) throws -> Bool {
        guard undoing.state.putBack == nil else { return true }
        return try [undoing.kept, undoing.actingAgain].contains { kept in
            try kept.rows.indices.contains { act in
                try kept.hasShownBoth(of: 0, act) || kept.hasShownContact(of: 0, act)
            }
        }
    }
}
