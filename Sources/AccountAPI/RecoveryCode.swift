package import HTTPTypes

/// Starts the registration of a recovery code inside a session: a second credential of the account.
package enum StartRecoveryCode: Endpoint {
    package static let method = HTTPRequest.Method.post
    package static let path = "/v1/accounts/recovery-code/start"
    package static let access = Access.limitedSession

    /// The blinded code.
    package typealias Request = CredentialChangeStart
    package typealias Response = RegistrationStarted
}

/// Finishes the registration of a recovery code: an older one, and the key wrapped under it, are gone in the same
/// transaction.
package enum FinishRecoveryCode: Endpoint {
    package static let method = HTTPRequest.Method.post
    package static let path = "/v1/accounts/recovery-code/finish"
    package static let access = Access.limitedSession

    package typealias Request = CredentialChangeFinish
    package typealias Response = Nothing
}
