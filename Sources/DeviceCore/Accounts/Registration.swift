package import AccountAPI
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

    /// Shows a person a secret that was made here: the service would take it, and has not taken it yet.
    ///
    /// Where it throws, the account stays as it was.
    package typealias Show = () throws -> Void

    /// Makes the account; signing in to it is a step of its own.
    package func register(username: String, password: Password, show: Show = {}) throws {
        try inTwoSteps(show) {
            let (request, state) = try opaque.createRegistrationRequest(password: password.bytes)
            let start = StartRegistration.Request(username: username, request: Bytes(request.bytes))
            return (try client.call(StartRegistration.self, start), state)
        } finish: { started, state in
            let (record, _) = try finalize(state, started)
            _ = try client.call(
                FinishRegistration.self,
                .init(registration: started.registration, record: Bytes(record.bytes), suite: suite.id)
            )
        }
    }

    /// Seals the backup key again under a new export key; nil where the account has no backup.
    ///
    /// It is called between start and finish: the service refuses to finish when the backup it was given has been
    /// replaced since the start, so no key is ever wrapped for another backup.
    package typealias Wrap =
        (_ exportKey: SecretBytes, _ credential: CredentialID, _ suite: UInt16) throws -> [UInt8]?

    /// Gives the account a new password.
    package func changePassword(
        to password: Password,
        in session: Session,
        show: Show = {},
        wrap: Wrap
    ) throws {
        try replace(StartPasswordChange.self, FinishPasswordChange.self, password.bytes, in: session, show, wrap)
    }

    /// Gives the account a recovery code in the place of the one it had.
    func registerRecoveryCode(
        _ code: RecoveryCode,
        in session: Session,
        show: Show = {},
        wrap: Wrap
    ) throws {
        try replace(StartRecoveryCode.self, FinishRecoveryCode.self, code.bytes, in: session, show, wrap)
    }

    /// Gives an account that is taken back a new password.
    package func takeBack(to password: Password, in session: Session, show: Show = {}, wrap: Wrap) throws {
        try replace(StartTakingBack.self, FinishTakingBack.self, password.bytes, in: session, show, wrap)
    }

    private func replace<Start: Endpoint, Finish: Endpoint>(
        _: Start.Type,
        _: Finish.Type,
        _ secret: SecretBytes,
        in session: Session,
        _ show: Show,
        _ wrap: Wrap
    ) throws
    where
        Start.Request == CredentialChangeStart, Start.Response == RegistrationStarted,
        Finish.Request == CredentialChangeFinish
    {
        try inTwoSteps(show) {
            let (request, state) = try opaque.createRegistrationRequest(password: secret)
            return (try client.call(Start.self, .init(request: Bytes(request.bytes)), in: session), state)
        } finish: { started, state in
            let (record, exportKey) = try finalize(state, started)
            let wrapped = try wrap(exportKey, started.credential, suite.id)
            let finish = CredentialChangeFinish(
                registration: started.registration,
                record: Bytes(record.bytes),
                suite: suite.id,
                wrappedKey: wrapped.map { Bytes($0) }
            )
            // Whether the old secret holds or the new one must be known here.
            _ = try client.untilAnswered().call(Finish.self, finish, in: session)
        }
    }

    /// Begins at the service, shows what is to be shown, and finishes.
    ///
    /// Whoever writes something down may take longer than the service waits: then it is begun again, without showing anything again.
    private func inTwoSteps(
        _ show: Show,
        begin: () throws -> (RegistrationStarted, ClientRegistration),
        finish: (RegistrationStarted, ClientRegistration) throws -> Void
    ) throws {
        let (started, state) = try begin()
        try show()
        do {
            try finish(started, state)
        } catch AccountError.problem(let problem, _) where problem.code == .expired {
            let (again, state) = try begin()
            try finish(again, state)
        }
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
