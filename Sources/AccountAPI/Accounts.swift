package import HTTPTypes

/// Tells what the account has to sign in with, and whether the session is limited.
package enum ReadAccount: Endpoint {
    package static let method = HTTPRequest.Method.get
    package static let path = "/v1/account"
    package static let access = Access.limitedSession
    package typealias Request = Nothing

    package struct Response: Codable, Sendable {
        /// Whether a recovery code has opened the session and no new password is set yet.
        package let isLimited: Bool
        /// Nil where the account has no recovery code.
        package let recoveryCode: RecoveryCodeState?
        /// How the account sees the device that asks; nil from services of before.
        package let standing: DeviceStanding?

        package init(isLimited: Bool, recoveryCode: RecoveryCodeState?, standing: DeviceStanding? = nil) {
            self.isLimited = isLimited
            self.recoveryCode = recoveryCode
            self.standing = standing
        }
    }
}

/// What the service knows of the account's recovery code.
package struct RecoveryCodeState: Codable, Sendable {
    /// When it was made, milliseconds since 1970.
    package let made: Int64
    /// Whether it opens the backup as it is now: not one whose key was made after the code.
    ///
    /// Nil where there is none.
    package let opensBackup: Bool?

    package init(made: Int64, opensBackup: Bool?) {
        self.made = made
        self.opensBackup = opensBackup
    }
}
