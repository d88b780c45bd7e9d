import AccountAPI

/// What an account has after the recovery code set a new password.
package struct PasswordReset: Sendable {
    /// The code that takes the place of the one that was used.
    package let code: RecoveryCode
    /// The names of the devices that the account removed with the old password.
    package let removedDevices: [String]
}
