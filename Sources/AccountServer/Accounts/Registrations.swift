import AccountAPI
import OPAQUE
import SQLDatabase

/// The rules of registering an account and of changing its password.
///
/// Both evaluate the password under a credential that is made for them and that no record has yet: an answer under a
/// live credential would let the asker test passwords without being counted.
struct Registrations: Sendable {
    /// How long a registration waits for its second step.
    static let lifetime = 10 * Milliseconds.minute
    private let service: ServiceContext

    /// Makes the rules over a service.
    init(_ service: ServiceContext) {
        self.service = service
    }

    /// Starts a registration; tells at once whether the name is taken.
    func start(_ request: StartRegistration.Request, from address: ClientAddress) async throws -> RegistrationStarted {
        let login = service.keys.login(try LoginName(request.username))
        let message = try parse(request.request)
        let now = service.now
        let pending = StoredRegistration(account: nil, login: login, credential: .random(), backup: nil)
        let id = RegistrationID.random()
        // A taken name is returned, not thrown: the question was one of those that the address may ask.
        let outcome = try await service.database.write { transaction -> Result<Void, Problem> in
            try Attempts(transaction, now: now).spend(.registration(service.keys, address))
            let store = RegistrationStore(transaction: transaction)
            guard try !store.isTaken(login) else { return .failure(Problem(.nameTaken)) }
            try store.insert(id, pending, expires: now + Self.lifetime)
            return .success(())
        }
        try outcome.get()
        return try answer(message, id, pending.credential)
    }

    /// Finishes a registration: makes the account and its credential.
    func finish(_ request: FinishRegistration.Request) async throws -> FinishRegistration.Response {
        let record = try parse(request.record, suite: request.suite)
        let account = AccountID.random()
        let now = service.now
        let outcome = try await service.database.write { transaction -> Result<AccountID, Problem> in
            let store = RegistrationStore(transaction: transaction)
            guard let pending = try store.take(request.registration, account: nil, now: now), let login = pending.login
            else { return .failure(Problem(.expired)) }
            guard try store.insertAccount(account, login: login, now: now) else {
                return .failure(Problem(.nameTaken))
            }
            try store.replaceCredential(of: account, with: credential(pending, record, request.suite), now: now)
            return .success(account)
        }
        return FinishRegistration.Response(account: try outcome.get())
    }

    /// Starts a password change for the session's account.
    func startPasswordChange(
        _ request: StartPasswordChange.Request,
        for session: Session
    ) async throws -> RegistrationStarted {
        let message = try parse(request.request)
        let now = service.now
        let id = RegistrationID.random()
        let credential = CredentialID.random()
        try await service.database.write { transaction in
            try Attempts(transaction, now: now).spend(.passwordChange(service.keys, session.account))
            let backup = try BackupStore(transaction: transaction).backup(of: session.account, now: now)
            let pending = StoredRegistration(
                account: session.account,
                login: nil,
                credential: credential,
                backup: backup.map { ($0.id, $0.epoch) }
            )
            try RegistrationStore(transaction: transaction).insert(id, pending, expires: now + Self.lifetime)
        }
        return try answer(message, id, credential)
    }

    /// Finishes a password change: the old record and the old wrap go, the new come, and sessions without a device end.
    func finishPasswordChange(_ request: FinishPasswordChange.Request, for session: Session) async throws {
        let record = try parse(request.record, suite: request.suite)
        let now = service.now
        let outcome = try await service.database.write { transaction -> Result<Void, Problem> in
            let store = RegistrationStore(transaction: transaction)
            let backups = BackupStore(transaction: transaction)
            guard let pending = try store.take(request.registration, account: session.account, now: now) else {
                return .failure(Problem(.expired))
            }
            let backup = try backups.backup(of: session.account, now: now)
            // The key that was wrapped is that of the backup there was at the start: never put it beside another.
            guard backup?.id == pending.backup?.id, backup?.epoch == pending.backup?.epoch else {
                return .failure(Problem(.expired))
            }
            guard (backup == nil) == (request.wrappedKey == nil),
                request.wrappedKey.map({ $0.bytes.count == Backups.wrappedKeyLength }) ?? true
            else { return .failure(Problem(.invalidRequest)) }
            try store.replaceCredential(of: session.account, with: credential(pending, record, request.suite), now: now)
            if let wrappedKey = request.wrappedKey {
                try backups.rewrap(session.account, wrappedKey: wrappedKey.bytes)
            }
            try store.deleteAll(of: session.account)
            try SessionStore(transaction: transaction).deleteWithoutDevice(of: session.account)
            return .success(())
        }
        try outcome.get()
    }

    private func parse(_ message: Bytes) throws -> RegistrationRequest {
        guard let message = try? RegistrationRequest(bytes: message.bytes) else { throw Problem(.invalidRequest) }
        return message
    }

    private func parse(_ record: Bytes, suite: UInt16) throws -> RegistrationRecord {
        guard service.acceptedSuites.contains(suite) else { throw Problem(.suiteRefused) }
        guard let record = try? RegistrationRecord(bytes: record.bytes) else { throw Problem(.invalidRequest) }
        return record
    }

    private func credential(
        _ pending: StoredRegistration,
        _ record: RegistrationRecord,
        _ suite: UInt16
    ) -> NewCredential {
        NewCredential(id: pending.credential, seed: service.keys.seed, suite: suite, record: record.bytes)
    }

    private func answer(
        _ message: RegistrationRequest,
        _ id: RegistrationID,
        _ credential: CredentialID
    ) throws -> RegistrationStarted {
        let response = try service.opaque.createRegistrationResponse(message, credentialIdentifier: credential.bytes)
        return RegistrationStarted(registration: id, response: Bytes(response.bytes), credential: credential)
    }
}
