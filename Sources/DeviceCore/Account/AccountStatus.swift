import AccountAPI
package import Foundation

/// What a personal account has to sign in with, and what is missing.
package struct AccountStatus: Sendable, Equatable {
    /// The recovery code, if there is one.
    package let recoveryCode: RecoveryCodeStatus
    /// When the recovery code was made.
    package let recoveryCodeMade: Date?
    /// Whether a recovery code has signed this device in, and the new password is still to be set.
    package let needsNewPassword: Bool

    /// What can be said of an account's recovery code.
    package enum RecoveryCodeStatus: String, Sendable {
        /// There is none: a forgotten password would close the backup for ever.
        case none
        /// It signs in, but the key of the backup was made after it: it opens no backup.
        case outdated
        /// It signs in and opens the backup, if there is one.
        case current
    }

    init(_ answer: ReadAccount.Response) {
        switch answer.recoveryCode?.opensBackup {
        case _ where answer.recoveryCode == nil: recoveryCode = .none
        case .some(false): recoveryCode = .outdated
        case .some(true), .none: recoveryCode = .current
        }
        recoveryCodeMade = answer.recoveryCode.map { Date(timeIntervalSince1970: Double($0.made) / 1000) }
        needsNewPassword = answer.isLimited
    }

    /// The key of the words that warn, if there is something to do.
    package var warningKey: String? {
        if needsNewPassword { return "warning.newPassword" }
        return switch recoveryCode {
        case .none: "warning.noRecoveryCode"
        case .outdated: "warning.outdatedRecoveryCode"
        case .current: nil
        }
    }
}

extension DeviceApp {
    /// What the service says of a personal account; without a name, of the recovery account.
    package func accountStatus(of name: String?) async throws -> AccountStatus {
        try await withSession(of: name) { client, session in
            AccountStatus(try await client.call(ReadAccount.self, Nothing(), in: session))
        }
    }
}
