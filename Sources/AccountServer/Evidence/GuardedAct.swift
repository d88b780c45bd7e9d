/// What a stranger must not do to an account: each needs the password or the recovery code, and one more kind of
/// evidence.
///
/// ``Admission`` says which endpoint or page does which of them, and ``Evidence`` is the one check.
enum GuardedAct: String, Sendable, CaseIterable {
    /// Putting another password in the place of the one there is.
    case replacePassword
    /// Putting another backup, or another backup key, in the place of the one there is.
    case replaceBackupKey
    /// Making a recovery code.
    case makeRecoveryCode
    case addContact
    case removeContact
    /// Making a device answer sign-in requests.
    case registerDeviceCredential
    /// Turning approvals off.
    case removeDeviceCredential
    case deleteBackup
    case deleteAccount
    /// Reading out what the service holds of a person.
    case exportAccount

    /// How long evidence counts for it.
    ///
    /// A copy of an unlocked folder has the session of before, so none takes longer than the rest. What nobody can undo
    /// takes a password that was typed for it.
    var window: Milliseconds { self == .deleteAccount ? Evidence.freshLifetime : Evidence.lifetime }

    /// Whether what the account had before is kept, so that an older device can take it back.
    var canBeTakenBack: Bool {
        switch self {
        case .deleteAccount, .exportAccount: false
        case .replacePassword, .replaceBackupKey, .makeRecoveryCode, .addContact, .removeContact,
            .registerDeviceCredential, .removeDeviceCredential, .deleteBackup:
            true
        }
    }
}
