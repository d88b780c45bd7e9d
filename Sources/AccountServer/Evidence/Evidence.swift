import AccountAPI
import Encodings
import SQLDatabase

/// The rule of guarded acts: a session is no proof, so whoever does one has shown two kinds of evidence shortly before.
struct Evidence: Sendable {
    /// How long a kind counts, across the sessions of a device.
    static let lifetime = 15 * Milliseconds.minute
    /// How long it counts for an act that nobody can undo.
    static let freshLifetime = 2 * Milliseconds.minute
    let service: ServiceContext

    /// Makes the rule over a service.
    init(_ service: ServiceContext) {
        self.service = service
    }

    /// Throws unless a session may begin a guarded act, and keeps what the account had before it.
    ///
    /// `checks` is what else refuses the act: keeping is the most expensive step, and nobody who is refused may cause it.
    ///
    /// The session is looked up again, because another one may have ended it since its request was checked. An act that
    /// ``Admission`` does not name for the endpoint is never done there. `isChange` is false where it changes nothing.
    func require(
        _ act: GuardedAct,
        _ session: Session,
        isChange: Bool = true,
        _ transaction: any SQLTransaction,
        checks: () throws -> Void = {}
    ) throws {
        let shown = try admit(act, session, transaction)
        try checks()
        try keep(act, session, shown, isChange, transaction)
    }

    /// The same for an act that spends attempts, which comes after the evidence and before the keeping.
    ///
    /// What refuses the act after that is returned, and nothing behind it may throw: a refusal that is thrown undoes the
    /// spending with the rest of the transaction, and whoever is refused would try for nothing.
    func require(
        _ act: GuardedAct,
        _ session: Session,
        isChange: Bool = true,
        _ transaction: any SQLTransaction,
        spending: (Attempts) throws -> Void
    ) throws -> Result<Void, Problem> {
        let shown = try admit(act, session, transaction)
        try spending(Attempts(transaction, now: service.now))
        do {
            try keep(act, session, shown, isChange, transaction)
            return .success(())
        } catch let problem as Problem {
            return .failure(problem)
        }
    }

    /// What a session has shown that may do an act.
    private func admit(
        _ act: GuardedAct,
        _ session: Session,
        _ transaction: any SQLTransaction
    ) throws -> Set<EvidenceKind> {
        guard session.admission == .evidence(act) else { throw Problem(.internalError) }
        try Sessions.authorizeChange(session, transaction)
        let shown = try shown(in: session, within: act.window, transaction)
        guard Self.isEnough(shown) else { throw try refusal(session, shown, transaction) }
        return shown
    }

    private func keep(
        _ act: GuardedAct,
        _ session: Session,
        _ shown: Set<EvidenceKind>,
        _ isChange: Bool,
        _ transaction: any SQLTransaction
    ) throws {
        guard isChange, act.canBeTakenBack else { return }
        try Replacements(service).keep(by: EvidenceHolder(session), shown, isRefusable: true, transaction)
    }

    /// Throws unless a session has shown the password or the recovery code, `andMore` if one more kind is asked for;
    /// returns what counts.
    func requireSecret(
        _ session: Session,
        andMore: Bool,
        _ transaction: any SQLTransaction
    ) throws -> Set<EvidenceKind> {
        guard session.admission == .secret else { throw Problem(.internalError) }
        let shown = try shown(in: session, within: Self.lifetime, transaction)
        guard andMore && session.accountKind == .personal ? Self.isEnough(shown) : Self.hasSecret(shown) else {
            throw try refusal(session, shown, transaction)
        }
        return shown
    }

    /// The kinds that count in a session now.
    func shown(
        in session: Session,
        within length: Milliseconds = Self.lifetime,
        _ transaction: any SQLTransaction
    ) throws -> Set<EvidenceKind> {
        let store = EvidenceStore(transaction: transaction)
        let shown = try store.kinds(of: EvidenceHolder(session), after: service.now - length)
        // Members have no password: that their organisation has enrolled the device stands for it.
        return session.accountKind == .member ? shown.union([.password]) : shown
    }

    /// What a session has shown, could show, and when its device settles.
    func need(
        of session: Session,
        _ shown: Set<EvidenceKind>,
        _ transaction: any SQLTransaction
    ) throws -> EvidenceNeed {
        let settling = Settling(service)
        let device = try session.device.flatMap { try DeviceStore(transaction: transaction).device($0) }
        let possible = try settling.possible(in: session.account, for: device, transaction).subtracting(shown)
        let settles = try device.flatMap { try settling.expected($0, transaction) }
        let waits = try waits(session, transaction).filter { possible.contains($0.kind) }
        return EvidenceNeed(
            shown: EvidenceKind.allCases.filter(shown.contains),
            possible: EvidenceKind.allCases.filter(possible.contains),
            settles: settles,
            waits: waits.isEmpty ? nil : waits
        )
    }

    /// The kinds that a session would be refused now, since it or its account has asked too often, or was reported.
    private func waits(_ session: Session, _ transaction: any SQLTransaction) throws -> [EvidenceWait] {
        let costs: [AttemptBudget] = [
            .contactCodes(service.keys, session), .accountCodes(service.keys, session.account),
        ]
        let contact = try Attempts(transaction, now: service.now).waits(costs)
        let login = try AccountStore(transaction: transaction).login(of: session.account)
        let asker = RequestAsker.device(session.device?.rawValue ?? session.id.rawValue)
        let device = try SignInRequests(service).waits(asker, login: login, transaction)
        return [(EvidenceKind.contact, contact), (.device, device)].compactMap { kind, until in
            until.map { EvidenceWait(kind: kind, until: $0) }
        }
    }

    /// Whether kinds are enough for a guarded act.
    static func isEnough(_ kinds: Set<EvidenceKind>) -> Bool {
        hasSecret(kinds) && kinds.count > 1
    }

    /// Whether the password or the recovery code is among kinds.
    static func hasSecret(_ kinds: Set<EvidenceKind>) -> Bool {
        kinds.contains(.password) || kinds.contains(.recoveryCode)
    }

    private func refusal(
        _ session: Session,
        _ shown: Set<EvidenceKind>,
        _ transaction: any SQLTransaction
    ) throws -> Problem {
        Problem(.evidenceNeeded, evidence: try need(of: session, shown, transaction))
    }
}
