import AccountAPI

/// A recovery code that an account has got, and what went with the secrets whose place it takes.
package struct NewRecoveryCode: Sendable {
    /// The code.
    package let code: RecoveryCode
    /// The names of the devices that the account removed with the old code, and with the old password where a new one was set.
    package let removedDevices: [String]
}
