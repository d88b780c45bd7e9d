import AccountAPI
import Encodings
import OPAQUE
import Primitives

/// A backup key as these tests know it: what matters here is under which export key it was wrapped.
struct TestKey: Equatable {
    let name: String

    /// Stands for a wrapped key: it shows which key was wrapped under which export key.
    func wrapped(under exportKey: SecretBytes) -> [UInt8] {
        let mac = HMAC<SHA512>.authenticationCode(for: Array(name.utf8), using: exportKey)
        return mac + [UInt8](repeating: 0, count: 8)
    }
}

extension TestClient {
    /// A change of the password; returns its export key.
    @discardableResult
    func changePassword(
        to password: String,
        in session: TestSession,
        wrapping key: TestKey? = nil,
        between: () async throws -> Void = {}
    ) async throws -> SecretBytes {
        let (started, record, exportKey) = try await startChange(StartPasswordChange.self, password, session) {
            StartPasswordChange.Request(request: $0)
        }
        try await between()
        let request = FinishPasswordChange.Request(
            registration: started.registration,
            record: record,
            suite: Self.suite.id,
            wrappedKey: key.map { Bytes($0.wrapped(under: exportKey)) }
        )
        _ = try await call(FinishPasswordChange.self, request, session: session)
        return exportKey
    }

    /// A new recovery code; returns its export key.
    @discardableResult
    func makeCode(
        _ code: String,
        in session: TestSession,
        wrapping key: TestKey? = nil,
        between: () async throws -> Void = {}
    ) async throws -> SecretBytes {
        let (started, record, exportKey) = try await startChange(StartRecoveryCode.self, code, session) {
            StartRecoveryCode.Request(request: $0)
        }
        try await between()
        let request = FinishRecoveryCode.Request(
            registration: started.registration,
            record: record,
            suite: Self.suite.id,
            wrappedKey: key.map { Bytes($0.wrapped(under: exportKey)) }
        )
        _ = try await call(FinishRecoveryCode.self, request, session: session)
        return exportKey
    }

    /// A new backup under a new key.
    func createBackup(
        _ id: BackupID,
        key: TestKey,
        in session: TestSession,
        replacing old: BackupID? = nil,
        code: TestSession? = nil
    ) async throws {
        let request = CreateBackup.Request(
            id: id,
            epoch: 1,
            wrappedKey: Bytes(key.wrapped(under: session.exportKey)),
            replaces: old,
            recovery: code.map { $0.wrap(key) }
        )
        _ = try await call(CreateBackup.self, request, session: session)
    }

    /// A change of the backup key.
    func advanceEpoch(
        of id: BackupID,
        to head: SnapshotHead,
        key: TestKey,
        in session: TestSession,
        code: TestSession? = nil
    ) async throws {
        let request = AdvanceEpoch.Request(
            id: id,
            previous: head.generation - 1,
            head: head,
            wrappedKey: Bytes(key.wrapped(under: session.exportKey)),
            recovery: code.map { $0.wrap(key) }
        )
        _ = try await call(AdvanceEpoch.self, request, session: session)
    }

    /// The backup as a session sees it.
    func backup(in session: TestSession) async throws -> StoredBackup? {
        try await call(ReadBackup.self, Nothing(), session: session).backup
    }

    private func startChange<E: Endpoint>(
        _ endpoint: E.Type,
        _ secret: String,
        _ session: TestSession,
        request: (Bytes) -> E.Request
    ) async throws -> (started: RegistrationStarted, record: Bytes, exportKey: SecretBytes)
    where E.Response == RegistrationStarted {
        let (message, state) = try Self.opaque.createRegistrationRequest(password: SecretBytes(utf8: secret))
        let started = try await call(endpoint, request(Bytes(message.bytes)), session: session)
        let response = try RegistrationResponse(bytes: started.response.bytes)
        let (record, exportKey) = try Self.opaque.finalizeRegistrationRequest(state, response: response)
        return (started, Bytes(record.bytes), exportKey)
    }
}

extension TestSession {
    /// A key wrapped under the recovery code that opened this session.
    func wrap(_ key: TestKey) -> RecoveryWrap {
        RecoveryWrap(credential: opened.credential, wrappedKey: Bytes(key.wrapped(under: exportKey)))
    }
}
