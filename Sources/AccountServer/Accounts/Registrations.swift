import AccountAPI
import Encodings
import OPAQUE
import Primitives
import SQLDatabase

/// The rules of registering an account, of changing its password and of giving it a recovery code.
///
/// All evaluate the secret under a credential that is made for them and that no record has yet: an answer under a
/// live credential would let the asker test passwords without being counted.
struct Registrations: Sendable {
    /// How long a registration waits for its second step.
    static let lifetime = 10 * Milliseconds.minute
    /// How long a change waits for it: a recovery code is copied onto paper meanwhile.
    static let changeLifetime = 30 * Milliseconds.minute
    let service: ServiceContext

    /// Makes the rules over a service.
    init(_ service: ServiceContext) {
        self.service = service
    }

    /// Starts a registration; tells at once whether the name is taken.
    func start(_ request: StartRegistration.Request, from address: ClientAddress) async throws -> RegistrationStarted {
        let name = try LoginName(request.username)
        let login = service.keys.login(name)
        let message = try parse(request.request)
        let now = service.now
        let pending = StoredRegistration(
            session: nil,
            account: nil,
            login: login,
            credential: .random(),
            kind: .password,
            backup: nil
        )
        let id = RegistrationID.random()
        // A taken name is returned, not thrown: the question was one of those that the address may ask.
        let outcome = try await service.database.write { transaction -> Result<Void, Problem> in
            try Attempts(transaction, now: now).spend(.address(.registration, service.keys, address))
            let store = RegistrationStore(transaction: transaction)
            // The names of members are given by their organisation.
            guard try !isTaken(login, transaction), try !OrganizationStore(transaction: transaction).owns(name) else {
                return .failure(Problem(.nameTaken))
            }
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
            guard let pending = try store.take(request.registration, for: nil, now: now), let login = pending.login
            else { return .failure(Problem(.expired)) }
            guard try !isTaken(login, transaction), try store.insertAccount(account, login: login, now: now) else {
                return .failure(Problem(.nameTaken))
            }
            try store.replaceCredential(of: account, with: credential(pending, record, request.suite), now: now)
            return .success(account)
        }
        return FinishRegistration.Response(account: try outcome.get())
    }

    /// Whether an account has this name, or had it until a little while ago.
    private func isTaken(_ login: [UInt8], _ transaction: any SQLTransaction) throws -> Bool {
        try RegistrationStore(transaction: transaction).isTaken(login)
            || AccountStore(transaction: transaction).isRetired(login, now: service.now)
    }

    /// The message of a first step.
    func parse(_ message: Bytes) throws -> RegistrationRequest {
        guard let message = try? RegistrationRequest(bytes: message.bytes) else { throw Problem(.invalidRequest) }
        return message
    }

    /// The record of a second step; refuses a suite below the floor.
    func parse(_ record: Bytes, suite: UInt16) throws -> RegistrationRecord {
        guard service.acceptedSuites.contains(suite) else { throw Problem(.suiteRefused) }
        guard let record = try? RegistrationRecord(bytes: record.bytes) else { throw Problem(.invalidRequest) }
        return record
    }

    /// What a finished registration stores.
    func credential(
        _ pending: StoredRegistration,
        _ record: RegistrationRecord,
        _ suite: UInt16
    ) -> NewCredential {
        NewCredential(
            id: pending.credential,
            kind: pending.kind,
            seed: service.keys.seed,
            suite: suite,
            record: record.bytes
        )
    }

    /// The answer to a first step.
    func answer(
        _ message: RegistrationRequest,
        _ id: RegistrationID,
        _ credential: CredentialID
    ) throws -> RegistrationStarted {
        let response = try service.opaque.createRegistrationResponse(message, credentialIdentifier: credential.bytes)
        return RegistrationStarted(registration: id, response: Bytes(response.bytes), credential: credential)
    }
}
