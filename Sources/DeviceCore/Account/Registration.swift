import AccountAPI
import Crypto
package import OPAQUE
package import Sodium
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

    /// Gives the account a new password.
    ///
    /// `wrap` seals the backup key anew under the new export key, where there is one.
    ///
    /// `wrap` is called between start and finish: the service refuses to finish when the backup it was given has been
    /// replaced since the start, so no key is ever wrapped for another backup.
    package func changePassword(
        to password: Password,
        in session: Session,
        wrap: (_ exportKey: SecretBytes, _ credential: String, _ suite: UInt16) async throws -> [UInt8]?
    ) async throws {
        let (request, state) = try opaque.createRegistrationRequest(password: password.bytes)
        let started = try await client.call(
            StartPasswordChange.self,
            .init(request: Bytes(request.bytes)),
            in: session
        )
        let (record, exportKey) = try finalize(state, started)
        let wrapped = try await wrap(exportKey, started.credential.rawValue, suite.id)
        _ = try await client.call(
            FinishPasswordChange.self,
            .init(
                registration: started.registration,
                record: Bytes(record.bytes),
                suite: suite.id,
                wrappedKey: wrapped.map { Bytes($0) }
            ),
            in: session
        )
    }

    /// Gives the account a recovery code in the place of the one it had.
    ///
    /// `wrap` is as in a change of the password.
    package func registerRecoveryCode(
        _ code: RecoveryCode,
        in session: Session,
        wrap: (_ exportKey: SecretBytes, _ credential: String, _ suite: UInt16) async throws -> [UInt8]?
    ) async throws {
        let (request, state) = try opaque.createRegistrationRequest(password: code.bytes)
        let started = try await client.call(StartRecoveryCode.self, .init(request: Bytes(request.bytes)), in: session)
        let (record, exportKey) = try finalize(state, started)
        let wrapped = try await wrap(exportKey, started.credential.rawValue, suite.id)
        _ = try await client.call(
            FinishRecoveryCode.self,
            .init(
                registration: started.registration,
                record: Bytes(record.bytes),
                suite: suite.id,
                wrappedKey: wrapped.map { Bytes($0) }
            ),
            in: session
        )
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
