package import HTTPTypes

/// Starts a sign-in (RFC 9807 section 6).
///
/// Spends one attempt, for known and unknown names alike.
package enum StartSignIn: Endpoint {
    package static let method = HTTPRequest.Method.post
    package static let path = "/v1/sign-ins/start"
    package static let access = Access.open

    /// The user name and the client's first message.
    package struct Request: Codable, Sendable {
        package let username: String
        /// KE1, 96 bytes.
        package let ke1: Bytes
        /// Sent by a device of the account: its attempts have a budget of their own, so that strangers cannot spend it.
        package let knownDevice: KnownDevice?
        /// What was typed; absent for the password.
        package let credential: CredentialKind?
        /// The code of a ``LetterCode`` that was typed; the sign-in then spends one of its tries, and nothing else.
        package let letter: String?
        /// Which of the secrets that the account had before is meant, the oldest first, one of ``secretsOfBefore``;
        /// absent for the present one.
        ///
        /// Only a settled device of the account that is older than whoever replaced it gets an answer that fits, and only
        /// a session that takes the account back.
        package let takingBack: Int?

        /// The numbers of the secrets of before: an account seldom had more in 30 days, and whoever has taken it makes
        /// newer ones only.
        package static let secretsOfBefore = 0..<10

        package init(
            username: String,
            ke1: Bytes,
            knownDevice: KnownDevice?,
            credential: CredentialKind? = nil,
            letter: String? = nil,
            takingBack: Int? = nil
        ) {
            self.username = username
            self.ke1 = ke1
            self.knownDevice = knownDevice
            self.credential = credential
            self.letter = letter
            self.takingBack = takingBack
        }
    }

    /// The service's answer, of one size whether the name exists or not.
    package struct Response: Codable, Sendable {
        /// To be named when finishing, within a minute, once.
        package let signIn: SignInID
        /// KE2, 320 bytes.
        package let ke2: Bytes
        /// The OPAQUE suite of the record; the client refuses one that it does not ship.
        package let suite: UInt16
        /// How many more wrong passwords are accepted before a pause.
        package let attemptsLeft: Int

        package init(signIn: SignInID, ke2: Bytes, suite: UInt16, attemptsLeft: Int) {
            self.signIn = signIn
            self.ke2 = ke2
            self.suite = suite
            self.attemptsLeft = attemptsLeft
        }
    }
}

/// The secrets that an account can have, each with an OPAQUE credential of its own.
package enum CredentialKind: String, Codable, Sendable, CaseIterable {
    /// The password: every account has one.
    case password
    /// The recovery code on paper: it opens a limited session, and is used up by the new password set there.
    case recoveryCode = "recovery-code"
}

/// Evidence that a sign-in comes from a device of the account.
package struct KnownDevice: Codable, Sendable {
    package let device: ServiceDeviceID
    /// ``SessionKeys/deviceProof(secret:ke1:)``, 32 bytes.
    package let proof: Bytes

    package init(device: ServiceDeviceID, proof: Bytes) {
        self.device = device
        self.proof = proof
    }
}

/// Finishes a sign-in: opens a session, and adds a device where one is named.
package enum FinishSignIn: Endpoint {
    package static let method = HTTPRequest.Method.post
    package static let path = "/v1/sign-ins/finish"
    package static let access = Access.open

    /// The client's last message.
    package struct Request: Codable, Sendable {
        package let signIn: SignInID
        /// KE3, 64 bytes.
        package let ke3: Bytes
        /// The device that signs in; nil for a session that belongs to no device and ends after an hour.
        package let device: SigningDevice?

        package init(signIn: SignInID, ke3: Bytes, device: SigningDevice?) {
            self.signIn = signIn
            self.ke3 = ke3
            self.device = device
        }
    }

    /// The session; the key of its requests and the device's secret come from the OPAQUE session key and are not sent.
    package struct Response: Codable, Sendable {
        package let session: SessionID
        package let account: AccountID
        /// The credential that was used; part of what the wrapped backup key is bound to.
        package let credential: CredentialID
        /// The device added or named; nil where the request named none.
        package let device: ServiceDeviceID?
        /// The service's clock, milliseconds since 1970.
        package let time: Int64

        package init(
            session: SessionID,
            account: AccountID,
            credential: CredentialID,
            device: ServiceDeviceID?,
            time: Int64
        ) {
            self.session = session
            self.account = account
            self.credential = credential
            self.device = device
            self.time = time
        }
    }
}

/// The device that a session is opened for.
package enum SigningDevice: Codable, Sendable {
    /// A device new to the account, with the name that people give it. It gets its own one-time secret.
    ///
    /// `isRecovery` says that it takes the place of a lost one, which the other devices are told.
    case new(name: String, isRecovery: Bool? = nil)
    /// A device of the account that signs in again and keeps its secret.
    case known(ServiceDeviceID)
}

/// Ends the session that sends it.
package enum EndSession: Endpoint {
    package static let method = HTTPRequest.Method.post
    package static let path = "/v1/sessions/end"
    package static let access = Access.anySession
    package typealias Request = Nothing
    package typealias Response = Nothing
}
