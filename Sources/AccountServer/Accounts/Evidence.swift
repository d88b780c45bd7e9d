import AccountAPI
import SQLDatabase

/// The rule of guarded acts: a session is no proof, so whoever does one has shown two kinds of evidence shortly before.
struct Evidence: Sendable {
    /// How long a kind counts, across the sessions of a device.
    static let lifetime = 15 * Milliseconds.minute
    /// How long it counts for an act that takes its time between the sign-in and the request.
    static let lateLifetime = 30 * Milliseconds.minute
    /// How long it counts for an act that nobody can undo.
    static let freshLifetime = 2 * Milliseconds.minute
    private let service: ServiceContext

    /// Makes the rule over a service.
    init(_ service: ServiceContext) {
        self.service = service
    }

    /// Throws unless a session may begin a guarded act; keeps what the account had before it.
    ///
    /// The session is looked up again, because another one may have ended it since its request was checked. An act that
    /// ``Admission`` does not name for the endpoint is never done there. `isChange` is false where it changes nothing.
    func require(
        _ act: GuardedAct,
        _ session: Session,
        isChange: Bool = true,
        _ transaction: any SQLTransaction
    ) throws {
        guard session.admission == .evidence(act) else { throw Problem(.internalError) }
        try Sessions.authorizeChange(session, transaction)
        let shown = try shown(in: session, within: act.window, transaction)
        guard Self.isEnough(shown) else { throw try refusal(session, shown, transaction) }
        guard isChange, act.canBeTakenBack else { return }
        try Replacements(service).keep(by: EvidenceHolder(session), shown, transaction)
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

    /// Notes what a finished sign-in has shown: the secret and, where the device is settled, the device.
    func signedIn(
        with credential: CredentialKind,
        _ device: ServiceDeviceID?,
        in session: SessionID,
        of account: AccountID,
        _ transaction: any SQLTransaction
    ) throws {
        let holder = EvidenceHolder(device: device, session: session, account: account)
        let kind: EvidenceKind = credential == .password ? .password : .recoveryCode
        try show(kind, by: holder, device, transaction)
        guard let device, try DeviceStore(transaction: transaction).device(device)?.settled != nil else { return }
        try show(.device, by: holder, device, transaction)
    }

    /// Notes that a session has shown a kind; the second one settles its device, where the account has a place for it.
    func show(_ kind: EvidenceKind, in session: Session, _ transaction: any SQLTransaction) throws {
        try show(kind, by: EvidenceHolder(session), session.device, transaction)
    }

    /// The same for a person who can make a place first: throws ``ProblemCode/deviceLimit`` where there is none.
    func confirm(by kind: EvidenceKind, _ session: Session, _ transaction: any SQLTransaction) throws {
        let isPlaced = try show(kind, by: EvidenceHolder(session), session.device, transaction)
        guard isPlaced else { throw Problem(.deviceLimit) }
    }

    /// Whether the device has found a place, if it was to settle.
    @discardableResult
    func show(
        _ kind: EvidenceKind,
        by holder: EvidenceHolder,
        _ device: ServiceDeviceID?,
        _ transaction: any SQLTransaction
    ) throws -> Bool {
        let now = service.now
        let store = EvidenceStore(transaction: transaction)
        try Reminders(service).moving(in: holder.account, transaction) {
            try store.insert(kind, by: holder, now: now)
        }
        guard let device, Self.isEnough(try store.kinds(of: holder, after: now - Self.lifetime)) else { return true }
        return try Settling(service).settle(device, of: holder.account, transaction)
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
        return EvidenceNeed(
            shown: EvidenceKind.allCases.filter(shown.contains),
            possible: EvidenceKind.allCases.filter(possible.contains),
            settles: settles
        )
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
