import AccountAPI
import SQLDatabase

extension Evidence {
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
}
