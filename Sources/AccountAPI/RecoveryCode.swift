package import HTTPTypes

/// Starts the registration of a recovery code inside a session: a second credential of the account.
package enum StartRecoveryCode: Endpoint {
    package static let method = HTTPRequest.Method.post
    package static let path = "/v1/accounts/recovery-code/start"
    package static let access = Access.limitedSession

    /// The blinded code.
    package struct Request: Codable, Sendable {
        /// RegistrationRequest, 32 bytes.
        package let request: Bytes

        package init(request: Bytes) {
            self.request = request
        }
    }

    package typealias Response = RegistrationStarted
}

/// Finishes the registration of a recovery code: an older one, and the key wrapped under it, are gone in the same
/// transaction.
package enum FinishRecoveryCode: Endpoint {
    package static let method = HTTPRequest.Method.post
    package static let path = "/v1/accounts/recovery-code/finish"
    package static let access = Access.limitedSession

    /// The record, and the backup key wrapped under the code's export key where the account has a backup.
    package struct Request: Codable, Sendable {
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

    package typealias Response = Nothing
}
