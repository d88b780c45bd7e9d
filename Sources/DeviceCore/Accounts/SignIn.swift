package import AccountAPI
package import Encodings
import Entries
package import HTTPExchange
package import OPAQUE
import Primitives
import Vault

/// Signs in to an account with a password that is neither sent nor stored (RFC 9807 section 6).
///
/// It waits where it is called, for the service and for the stretching of the password.
package struct SignIn: Sendable {
    private var client: AccountClient
    private let suites: @Sendable (UInt16) -> OPAQUESuite?
    private let letter: LetterCode?
    private let now: @Sendable () -> Instant

    /// A sign-in at one service; `suites` is the table of the suites that this device accepts, `letter` the code of a
    /// letter that was typed.
    package init(
        client: AccountClient,
        suites: @escaping @Sendable (UInt16) -> OPAQUESuite?,
        letter: LetterCode? = nil,
        now: @escaping @Sendable () -> Instant
    ) {
        self.client = client
        self.suites = suites
        self.letter = letter
        self.now = now
    }

    /// The same sign-in, for as long as somebody waits for it.
    package func until(_ cancellation: any Cancellation) -> SignIn {
        var signIn = self
        signIn.client = client.until(cancellation)
        return signIn
    }

    /// Signs in with the password, and adds this device to the account when `role` says so.
    @available(*, noasync)
    package func perform(
        username: String,
        password: Password,
        as role: DeviceRole
    ) throws(SignInError) -> SignedIn {
        try perform(username: username, secret: .password(password), as: role)
    }

    /// Signs in with the password or the recovery code; the session of a code is limited until a new password is set.
    ///
    /// With `takingBack` the secret is the one of this number that the account had before.
    @available(*, noasync)
    package func perform(
        username: String,
        secret: RecoverySecret,
        as role: DeviceRole,
        takingBack: Int? = nil
    ) throws(SignInError) -> SignedIn {
        do {
            return try run(username: username, secret: secret, as: role, takingBack)
        } catch let error as SignInError {
            throw error
        } catch let error as AccountError {
            throw .service(error)
        } catch {
            throw .service(.badAnswer(place: client.service.text))
        }
    }

    private func run(
        username: String,
        secret: RecoverySecret,
        as role: DeviceRole,
        _ takingBack: Int?
    ) throws -> SignedIn {
        // KE1 does not depend on the suite, so it goes out before the service has named one.
        let blinding = OPAQUEClient(suite: .standard, context: [])
        let (ke1, state) = try blinding.generateKE1(password: secret.bytes)
        let started = try start(
            .init(
                username: username,
                ke1: Bytes(ke1.bytes),
                knownDevice: role.proof(for: ke1),
                // Services from before recovery codes know no kinds.
                credential: secret.kind == .password ? nil : secret.kind,
                letter: letter?.plain,
                takingBack: takingBack
            )
        )
        guard let suite = suites(started.suite) else { throw SignInError.suiteRefused }
        let opaque = OPAQUEClient(suite: suite, context: SessionKeys.context(suite: suite.id))
        let ke2 = try KE2(bytes: started.ke2.bytes)
        let finished: (ke3: KE3, sessionKey: SecretBytes, exportKey: SecretBytes)
        do {
            finished = try opaque.generateKE3(state, ke2: ke2)
        } catch OPAQUEError.wrongPassword {
            throw secret.refusal(attemptsLeft: started.attemptsLeft)
        }
        let sessionKey = finished.sessionKey
        let answer = try finish(
            .init(signIn: started.signIn, ke3: Bytes(finished.ke3.bytes), device: role.signingDevice),
            sessionKey
        )
        let deviceSecret = answer.device.map { SessionKeys.deviceSecret(sessionKey: sessionKey, device: $0) }
        var session = Session(
            id: answer.session.text,
            accountID: answer.account.text,
            requestKey: SessionKeys.requestKey(sessionKey: sessionKey)
        )
        session.needsNewPassword = secret.kind == .recoveryCode
        return SignedIn(
            session: session,
            credential: answer.credential,
            kind: secret.kind,
            suite: suite.id,
            exportKey: finished.exportKey,
            addedDevice: role.isNew ? zip(answer.device, deviceSecret) : nil,
            clockOffset: Instant(milliseconds: answer.time).offset(from: now())
        )
    }

    /// Sends KE1.
    ///
    /// Whoever answers has not yet proved to hold the account's record. That the account has no such device is said after
    /// that proof, and believed from no one before it: the device would give its own secret up for a new one.
    private func start(_ request: StartSignIn.Request) throws(AccountError) -> StartSignIn.Response {
        do throws(AccountError) {
            return try client.call(StartSignIn.self, request)
        } catch .problem(let problem, let place) where problem.code == .noSuchDevice {
            throw .badAnswer(place: place)
        }
    }

    /// Sends KE3; that the account has no such device is believed only with the proof that goes with it.
    private func finish(
        _ request: FinishSignIn.Request,
        _ sessionKey: SecretBytes
    ) throws(AccountError) -> FinishSignIn.Response {
        do throws(AccountError) {
            // It may add this device to the account, which nobody could take back without the answer.
            return try client.untilAnswered().call(FinishSignIn.self, request)
        } catch .problem(let problem, let place) where problem.code == .noSuchDevice {
            guard case .known(let device) = request.device, let proof = problem.proof,
                constantTimeEqual(
                    proof.bytes,
                    SessionKeys.unknownDeviceProof(sessionKey: sessionKey, signIn: request.signIn, device: device)
                )
            else { throw .badAnswer(place: place) }
            throw .problem(problem, place: place)
        }
    }

    private func zip(_ device: ServiceDeviceID?, _ secret: SecretBytes?) -> SignedIn.AddedDevice? {
        guard let device, let secret else { return nil }
        return SignedIn.AddedDevice(id: device, secret: secret)
    }
}

extension RecoverySecret {
    /// The credential that it belongs to.
    var kind: CredentialKind {
        switch self {
        case .password: .password
        case .recoveryCode: .recoveryCode
        }
    }

    fileprivate func refusal(attemptsLeft: Int) -> SignInError {
        switch self {
        case .password: .wrongPassword(attemptsLeft: attemptsLeft)
        case .recoveryCode: .wrongRecoveryCode(attemptsLeft: attemptsLeft)
        }
    }
}

/// Why a sign-in failed.
package enum SignInError: Explainable {
    /// The user name or the password is wrong; nothing tells which.
    case wrongPassword(attemptsLeft: Int)
    /// The user name or the recovery code is wrong, or the code was used or replaced; nothing tells which.
    case wrongRecoveryCode(attemptsLeft: Int)
    /// The service named a suite that this device does not accept.
    case suiteRefused
    /// The service cannot be asked, or refused.
    case service(AccountError)

    package var failure: Failure {
        switch self {
        case .wrongPassword(let left): Failure(.wrongPassword, .attemptsLeft(max(left, 0)))
        case .wrongRecoveryCode(let left): Failure(.wrongRecoveryCode, .attemptsLeft(max(left, 0)))
        case .suiteRefused: Failure(.suiteRefused)
        case .service(let error): error.failure
        }
    }
}
