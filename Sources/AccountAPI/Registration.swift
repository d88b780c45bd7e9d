package import HTTPTypes

/// Starts the registration of a personal account (RFC 9807 section 5.2).
package enum StartRegistration: Endpoint {
    package static let method = HTTPRequest.Method.post
    package static let path = "/v1/accounts/register/start"
    package static let access = Access.open

    /// The user name wanted and the blinded password.
    package struct Request: Codable, Sendable {
        /// 1 to 128 characters; letter case and Unicode form do not matter.
        package let username: String
        /// RegistrationRequest, 32 bytes.
        package let request: Bytes

        package init(username: String, request: Bytes) {
            self.username = username
            self.request = request
        }
    }

    package typealias Response = RegistrationStarted
}

/// The service's half of a registration.
package struct RegistrationStarted: Codable, Sendable {
    /// To be named when finishing, within ten minutes.
    package let registration: RegistrationID
    /// RegistrationResponse, 64 bytes.
    package let response: Bytes
    /// The credential that this registration will make.
    package let credential: CredentialID

    package init(registration: RegistrationID, response: Bytes, credential: CredentialID) {
        self.registration = registration
        self.response = response
        self.credential = credential
    }
}

/// Finishes a registration; from then on the account can sign in.
package enum FinishRegistration: Endpoint {
    package static let method = HTTPRequest.Method.post
    package static let path = "/v1/accounts/register/finish"
    package static let access = Access.open

    /// The record that the service keeps.
    package struct Request: Codable, Sendable {
        package let registration: RegistrationID
        /// RegistrationRecord, 192 bytes.
        package let record: Bytes
        /// The OPAQUE suite used, at or above the service's floor.
        package let suite: UInt16

        package init(registration: RegistrationID, record: Bytes, suite: UInt16) {
            self.registration = registration
            self.record = record
            self.suite = suite
        }
    }

    /// The account made.
    package struct Response: Codable, Sendable {
        package let account: AccountID

        package init(account: AccountID) {
            self.account = account
        }
    }
}

/// Starts a password change inside a session: a registration under a new credential.
package enum StartPasswordChange: Endpoint {
    package static let method = HTTPRequest.Method.post
    package static let path = "/v1/accounts/password/start"
    package static let access = Access.limitedSession

    /// The blinded new password.
    package typealias Request = CredentialChangeStart
    package typealias Response = RegistrationStarted
}

/// Finishes a password change: the old password and the key wrapped under it are gone in the same transaction.
///
/// In a limited session the recovery code that opened it is gone with them, and the session is no longer limited.
package enum FinishPasswordChange: Endpoint {
    package static let method = HTTPRequest.Method.post
    package static let path = "/v1/accounts/password/finish"
    package static let access = Access.limitedSession

    package typealias Request = CredentialChangeFinish
    package typealias Response = Nothing
}

/// The blinded secret of a credential that takes another's place.
package struct CredentialChangeStart: Codable, Sendable {
    /// RegistrationRequest, 32 bytes.
    package let request: Bytes

    package init(request: Bytes) {
        self.request = request
    }
}

/// The record of a credential that takes another's place, and the backup key wrapped under its export key where the
/// account has a backup.
package struct CredentialChangeFinish: Codable, Sendable {
    package let registration: RegistrationID
    /// RegistrationRecord, 192 bytes.
    package let record: Bytes
    package let suite: UInt16
    /// 72 bytes; must be present exactly when the account has a backup.
    package let wrappedKey: Bytes?

    package init(registration: RegistrationID, record: Bytes, suite: UInt16, wrappedKey: Bytes?) {
        self.registration = registration
        self.record = record
        self.suite = suite
        self.wrappedKey = wrappedKey
    }
}
