import AccountAPI
import Primitives
import SQLDatabase

extension Registrations {
    /// Starts a password change, or the registration of a recovery code, for the session's account.
    func startChange(
        of kind: CredentialKind,
        _ request: Bytes,
        for session: Session
    ) async throws -> RegistrationStarted {
        let message = try parse(request)
        let now = service.now
        let id = RegistrationID.random()
        let credential = CredentialID.random()
        let outcome = try await service.database.write { transaction -> Result<Void, Problem> in
            let act: GuardedAct = kind == .password ? .replacePassword : .makeRecoveryCode
            let budgets: [AttemptBudget] = [
                .credentialChange(service.keys, session), .accountChanges(service.keys, session.account),
            ]
            let admitted = try Evidence(service)
                .require(act, session, transaction, spending: { try $0.spend(budgets) })
            guard case .success = admitted else { return admitted }
            let backup = try BackupStateStore(transaction: transaction).present(of: session.account, now: now)
            let pending = StoredRegistration(
                session: session.id,
                account: session.account,
                login: nil,
                credential: credential,
                kind: kind,
                backup: backup?.mark
            )
            try RegistrationStore(transaction: transaction).insert(id, pending, expires: now + Self.changeLifetime)
            return admitted
        }
        try outcome.get()
        return try answer(message, id, credential)
    }

    /// Finishes a password change: the old record and the old wrap go, the new come, and sessions without a device end.
    ///
    /// In a limited session the code that opened it goes too, unless a new one has taken its place already. New devices that
    /// have shown nothing but the old password, or the code that goes, go as well: it may have been replaced because of them.
    func finishPasswordChange(_ request: CredentialChangeFinish, for session: Session) async throws {
        let removed = try await finishChange(.password, request, for: session) { pending, store, transaction in
            let backups = BackupStore(transaction: transaction)
            if let wrappedKey = request.wrappedKey {
                try backups.rewrap(session.account, wrappedKey: wrappedKey.bytes)
            }
            let sessions = SessionStore(transaction: transaction)
            var removed: [ServiceDeviceID] = []
            if session.isLimited {
                if let used = session.credential,
                    try store.deleteCredential(used, of: session.account, kind: .recoveryCode)
                {
                    try backups.setRecoveryKey(session.account, wrappedKey: nil)
                    removed = try Devices(service).removeKnown(by: .recoveryCode, for: session, transaction)
                }
                try sessions.deleteLimited(of: session.account, except: session.id)
            }
            try sessions.set(session.id, credential: pending.credential)
            try end(.password, for: session, transaction)
            try store.deleteAll(of: session.account)
            try sessions.deleteWithoutDevice(of: session.account, except: session.id)
            try Notices(service).raise(.passwordChanged, account: session.account, by: session.device, transaction)
            return try removed + Devices(service).removeKnown(by: .password, for: session, transaction)
        }
        for device in removed {
            service.live.end(device, of: session.account)
        }
    }

    /// Finishes the registration of a recovery code: an older one goes, with its wrap, the sessions it opened, and the new
    /// devices that have shown nothing else.
    func finishRecoveryCode(_ request: CredentialChangeFinish, for session: Session) async throws {
        let removed = try await finishChange(.recoveryCode, request, for: session) { _, store, transaction in
            try BackupStore(transaction: transaction)
                .setRecoveryKey(session.account, wrappedKey: request.wrappedKey?.bytes)
            try store.deleteAll(of: session.account)
            try end(.recoveryCode, for: session, transaction)
            try SessionStore(transaction: transaction).deleteLimited(of: session.account, except: session.id)
            try Notices(service).raise(.recoveryCodeMade, account: session.account, by: session.device, transaction)
            return try Devices(service).removeKnown(by: .recoveryCode, for: session, transaction)
        }
        for device in removed {
            service.live.end(device, of: session.account)
        }
    }

    /// Ends what others have shown of a secret that was replaced; whoever has replaced the password has shown the new one.
    private func end(_ kind: EvidenceKind, for session: Session, _ transaction: any SQLTransaction) throws {
        try EvidenceStore(transaction: transaction).end(kind, of: session.account, except: EvidenceHolder(session))
        guard kind == .password else { return }
        try Evidence(service).show(.password, in: session, transaction)
    }

    /// Puts the credential that was started into the place of the one of its kind, and does the rest with it; returns the
    /// devices that go with that.
    private func finishChange(
        _ kind: CredentialKind,
        _ request: CredentialChangeFinish,
        for session: Session,
        _ rest:
            @escaping @Sendable (StoredRegistration, RegistrationStore, any SQLTransaction) throws ->
            [ServiceDeviceID]
    ) async throws -> [ServiceDeviceID] {
        let record = try parse(request.record, suite: request.suite)
        let now = service.now
        let outcome = try await service.database.write { transaction -> Result<[ServiceDeviceID], Problem> in
            try Sessions.authorizeChange(session, transaction)
            try Settling(service).settleDue(in: session.account, transaction)
            let store = RegistrationStore(transaction: transaction)
            let pending: StoredRegistration
            switch try take(request.registration, kind, request.wrappedKey, session, transaction, now: now) {
            case .success(let taken): pending = taken
            case .failure(let problem): return .failure(problem)
            }
            let removed = try Reminders(service).moving(in: session.account, transaction) {
                let credential = credential(pending, record, request.suite)
                try store.replaceCredential(of: session.account, with: credential, now: now)
                return try rest(pending, store, transaction)
            }
            return .success(removed)
        }
        return try outcome.get()
    }

    /// Takes a change out that the session has started, if the wrapped key that comes with it fits the backup.
    private func take(
        _ id: RegistrationID,
        _ kind: CredentialKind,
        _ wrappedKey: Bytes?,
        _ session: Session,
        _ transaction: any SQLTransaction,
        now: Milliseconds
    ) throws -> Result<StoredRegistration, Problem> {
        let store = RegistrationStore(transaction: transaction)
        guard let pending = try store.take(id, for: session, kind: kind, now: now) else {
            return .failure(Problem(.expired))
        }
        let backup = try BackupStateStore(transaction: transaction).present(of: session.account, now: now)
        // The key that was wrapped is that of the backup there was at the start: never put it beside another.
        guard backup?.mark == pending.backup else { return .failure(Problem(.expired)) }
        guard (backup == nil) == (wrappedKey == nil),
            wrappedKey.map({ $0.bytes.count == Backups.wrappedKeyLength }) ?? true
        else { return .failure(Problem(.invalidRequest)) }
        return .success(pending)
    }
}
