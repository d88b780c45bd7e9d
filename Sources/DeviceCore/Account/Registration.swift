import AccountAPI
import Encodings
package import OPAQUE
package import Primitives
package import Vault

/// Makes a personal account, or gives one a new password or a recovery code (RFC 9807 section 5).
package struct Registration: Sendable {
    private let client: AccountClient
    private let suite: OPAQUESuite

    /// Registration at one service, under the suite that new credentials get.
    package init(client: AccountClient, suite: OPAQUESuite) {
        self.client = client
        self.suite = suite
    }

    /// Makes the account; signing in to it is a step of its own.
    package func register(username: String, password: Password) async throws {
        let (request, state) = try opaque.createRegistrationRequest(password: password.bytes)
        let started = try await client.call(
            StartRegistration.self,
            .init(username: username, request: Bytes(request.bytes))
        )
        let (record, _) = try finalize(state, started)
        _ = try await client.call(
            FinishRegistration.self,
            .init(registration: started.registration, record: Bytes(record.bytes), suite: suite.id)
        )
    }

    /// Seals the backup key again under a new export key; nil where the account has no backup.
    ///
    /// It is called between start and finish: the service refuses to finish when the backup it was given has been
    /// replaced since the start, so no key is ever wrapped for another backup.
    package typealias Wrap = (_ exportKey: SecretBytes, _ credential: String, _ suite: UInt16) async throws -> [UInt8]?

    /// Gives the account a new password.
    package func changePassword(to password: Password, in session: Session, wrap: Wrap) async throws {
        try await replace(StartPasswordChange.self, FinishPasswordChange.self, password.bytes, in: session, wrap)
    }

    /// Gives the account a recovery code in the place of the one it had.
    package func registerRecoveryCode(_ code: RecoveryCode, in session: Session, wrap: Wrap) async throws {
        try await replace(StartRecoveryCode.self, FinishRecoveryCode.self, code.bytes, in: session, wrap)
    }

    /// Gives an account that is taken back a new password.
    package func takeBack(to password: Password, in session: Session, wrap: Wrap) async throws {
        try await replace(StartTakingBack.self, FinishTakingBack.self, password.bytes, in: session, wrap)
    }

    private func replace<Start: Endpoint, Finish: Endpoint>(
        _: Start.Type,
        _: Finish.Type,
        _ secret: SecretBytes,
        in session: Session,
        _ wrap: Wrap
    ) async throws
    where
        Start.Request == CredentialChangeStart, Start.Response == RegistrationStarted,
        Finish.Request == CredentialChangeFinish
    {
        let (request, state) = try opaque.createRegistrationRequest(password: secret)
        let started = try await client.call(Start.self, .init(request: Bytes(request.bytes)), in: session)
        let (record, exportKey) = try finalize(state, started)
        let wrapped = try await wrap(exportKey, started.credential.rawValue, suite.id)
        let finish = CredentialChangeFinish(
            registration: started.registration,
            record: Bytes(record.bytes),
            suite: suite.id,
            wrappedKey: wrapped.map { Bytes($0) }
        )
        _ = try await client.call(Finish.self, finish, in: session)
    }

    private var opaque: OPAQUEClient {
        OPAQUEClient(suite: suite, context: SessionKeys.context(suite: suite.id))
    }

    private func finalize(
        _ state: ClientRegistration,
        _ started: RegistrationStarted
    ) throws -> (record: RegistrationRecord, exportKey: SecretBytes) {
        try opaque.finalizeRegistrationRequest(state, response: RegistrationResponse(bytes: started.response.bytes))
    }
}
