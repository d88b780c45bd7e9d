import AccountAPI
package import Encodings
import Vault

/// What a personal account has to sign in with, and what is missing.
package struct AccountStatus: Sendable, Equatable {
    /// The recovery code, if there is one.
    package let recoveryCode: RecoveryCodeStatus
    /// When the recovery code was made.
    package let recoveryCodeMade: Instant?
    /// Whether a recovery code has signed this device in, and the new password is still to be set.
    package let needsNewPassword: Bool
    /// What a person calls the account.
    package let label: String
    /// The word of a command that means the account.
    let word: String
    /// From when on this device can change the account, where nothing that can be typed makes it sooner.
    package let changesFrom: Instant?

    /// What can be said of an account's recovery code.
    package enum RecoveryCodeStatus: String, Sendable {
        /// There is none: a forgotten password would close the backup for ever.
        case none
        /// It signs in, but the key of the backup was made after it: it opens no backup.
        case outdated
        /// It signs in and opens the backup, if there is one.
        case current
    }

    init(_ answer: ReadAccount.Response, _ listing: EntryListing?) {
        label = listing?.wholeLabel ?? ""
        word = listing?.word ?? ""
        let need = answer.standing?.evidence
        let isStuck = answer.isLimited ? need?.ways.isEmpty : need?.isWithoutWays
        changesFrom = isStuck == true ? need?.settles.map { Instant(milliseconds: $0) } : nil
        switch answer.recoveryCode?.opensBackup {
        case _ where answer.recoveryCode == nil: recoveryCode = .none
        case .some(false): recoveryCode = .outdated
        case .some(true), .none: recoveryCode = .current
        }
        recoveryCodeMade = answer.recoveryCode.map { Instant(milliseconds: $0.made) }
        needsNewPassword = answer.isLimited
    }

    /// What to put right, by its name, if there is something to do; the words are `warning.NAME`.
    package var warning: String? {
        if needsNewPassword { return "newPassword" }
        return switch recoveryCode {
        case .none: "noRecoveryCode"
        case .outdated: "outdatedRecoveryCode"
        case .current: nil
        }
    }

    /// The same with the day from which on this device can put it right.
    package var whatIsMissing: Diagnosis.Warning? {
        warning.map { name in
            var warning = Diagnosis.Warning(name: name, label: label, from: changesFrom)
            warning.word = word
            return warning
        }
    }
}

extension Catalogue {
    /// The sentence about what an account lacks; what this device cannot do yet is told with the day from which on it can.
    package func warning(of status: AccountStatus) -> String? {
        status.whatIsMissing.map(text)
    }
}
