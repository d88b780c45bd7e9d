/// The stable names of everything that can fail, in groups by exit status; `docs/errors.md` lists them with their words.
package enum FailureCode: String, Sendable, CaseIterable {
    // Bad input: 65.
    case notAnOTPAuthURI = "uri.not-otpauth"
    case unsupportedURIType = "uri.unsupported-type"
    case migrationURI = "uri.migration"
    case missingSecret = "uri.missing-secret"
    case invalidParameter = "uri.invalid-parameter"
    case uriTooLong = "uri.too-long"
    case foreignCharacters = "secret.foreign-characters"
    case secretLength = "secret.length"
    case duplicateEntry = "entry.duplicate"
    case ambiguousEntry = "entry.ambiguous"
    case severalAccounts = "account.several"
    case invalidPosition = "entry.invalid-position"
    case emptyLabel = "entry.empty-label"
    case recoveryEntryInUse = "entry.keeps-backup"
    case unreadableEntry = "entry.unreadable"
    case emptyPassword = "password.empty"
    case shortPassword = "password.too-short"
    case commonPassword = "password.too-common"
    case passwordMismatch = "password.mismatch"
    case shortPassphrase = "passphrase.too-short"
    case recoveryCodeMistyped = "recovery-code.mistyped"
    case letterMistyped = "letter.mistyped"
    case recoveryCodeDiffers = "recovery-code.differs"
    case invalidServiceAddress = "service.invalid-address"
    case insecureServiceAddress = "service.insecure-address"
    case invalidUsername = "account.invalid-name"
    case usernameTaken = "account.name-taken"
    case invalidDeviceName = "device.invalid-name"
    case accountPresent = "account.already-here"
    case invalidContact = "contact.invalid"
    case contactExists = "contact.exists"
    case contactCodeMistyped = "contact.code-mistyped"
    case contactNotChosen = "contact.not-chosen"
    case invalidLocation = "storage.invalid-location"
    case passwordInLocation = "storage.password-in-location"
    case insecureLocation = "storage.insecure-location"
    case noAccessKey = "storage.no-access-key"
    case vaultDamaged = "vault.damaged"
    case vaultVersion = "vault.unsupported-version"
    case vaultTooLarge = "vault.too-large"
    case backupDamaged = "backup.damaged"
    case backupVersion = "backup.unsupported-version"
    case backupRolledBack = "backup.rolled-back"
    case headForged = "backup.head-forged"
    case headRolledBack = "backup.head-rolled-back"
    case keyRefused = "backup.key-refused"
    case backupDiffers = "backup.differs"
    case enrollmentScanned = "qr.enrollment"
    case malformedEnrollment = "enrollment.malformed"
    case enrollmentServiceNeeded = "enrollment.service-needed"
    case enrollmentForOther = "enrollment.other-member"
    case nothingToRecover = "entry.nothing-to-recover"
    case unreadableFile = "file.unreadable"
    case invalidSetting = "settings.invalid"
    case inputEnded = "input.ended"
    case noTerminal = "input.no-terminal"
    case ambiguousRequest = "approval.ambiguous"
    case notAPicture = "picture.unreadable"
    case pictureTooLarge = "picture.too-large"
    case pictureTooHard = "picture.too-hard"
    case notAnAccountCode = "qr.not-an-account"
    case partOfText = "qr.one-of-several"
    case microsoftURI = "uri.microsoft"
    case severalURIs = "uri.several"
    case namesForSeveral = "entry.names-for-several"
    case counterBased = "entry.counter-based"
    case noCounter = "entry.no-counter"
    case nothingInList = "list.no-account"
    case listTooLong = "list.too-long"
    case textTooLong = "qr.too-long"

    // Not found: 66.
    case noSuchEntry = "entry.not-found"
    case vaultMissing = "vault.missing"
    case storageEmpty = "storage.empty"
    case storageNotThere = "storage.not-there"
    case noStorageFolder = "storage.no-folder"
    case backupDeleted = "backup.deleted"
    case noBackupYet = "backup.none-yet"
    case noSuchVersion = "backup.version-not-found"
    case noSuchDevice = "device.not-found"
    case noSuchContact = "contact.not-found"
    case noSuchEnrollment = "enrollment.not-found"
    case nothingToFinish = "recovery.nothing-to-finish"
    case noSuchRequest = "approval.not-found"
    case noQRCode = "qr.not-found"

    // A party does not answer: 69.
    case storageUnreachable = "storage.unreachable"
    case storageFailed = "storage.failed"
    case storageGatewayFault = "storage.gateway-fault"
    case storageAbsent = "storage.not-plugged-in"
    case storageEmptied = "storage.emptied"
    case proxyRefused = "network.proxy-refused"
    case storageUnreliable = "storage.unreliable"
    case serviceUnreachable = "service.unreachable"
    case serviceBadAnswer = "service.bad-answer"
    case serviceInternal = "service.internal"
    case noTestRequest = "approval.no-test"
    case contactUnavailable = "contact.unavailable"
    case contactNotSent = "contact.not-sent"
    case recoveryCodeNotSaved = "recovery-code.not-saved"

    // Our bug: 70.
    case internalError = "internal"

    // Output: 74.
    case outputFailed = "output.failed"

    // Try again later: 75.
    case tooManyAttempts = "signin.too-many-attempts"
    case tooManyFromAddress = "address.too-many-attempts"
    case tooManyLetters = "letter.too-many"
    case signInExpired = "signin.expired"
    case contactCodeSent = "contact.code-sent"
    case contactProofSent = "contact.proof-sent"
    case contactCodeExpired = "contact.code-expired"
    case tooManyContactCodes = "contact.too-many-codes"
    case vaultBusy = "vault.busy"
    case outOfMemory = "vault.out-of-memory"
    case diskFull = "vault.disk-full"
    case cannotReadVault = "vault.cannot-read"
    case cannotWriteVault = "vault.cannot-write"
    case storageFull = "storage.full"
    case storageBusy = "storage.busy"
    case storageClockOff = "storage.clock-off"
    case headMoved = "backup.head-moved"
    case clockOff = "clock.off"
    case portInUse = "page.port-in-use"
    case pictureReaderMissing = "picture.reader-missing"
    case pictureReaderCrashed = "picture.not-read"
    case codeNotMade = "qr.not-made"
    case unwritableFile = "file.unwritable"
    case fileExists = "file.exists"

    // Refused: 77.
    case wrongPassword = "signin.wrong-password"
    case letterRefused = "letter.refused"
    case wrongRecoveryCode = "signin.wrong-recovery-code"
    case recoveryCodeOpensNothing = "recovery-code.opens-no-backup"
    case sessionLimited = "session.limited"
    case sessionEnded = "session.invalid"
    case wrongPassphrase = "vault.wrong-passphrase"
    case passphraseNeeded = "vault.passphrase-needed"
    case keyFileExposed = "vault.key-file-exposed"
    case storageRefused = "storage.refused"
    case storagePasswordNeeded = "storage.password-needed"
    case storageReadOnly = "storage.read-only"
    case storageUntrusted = "storage.untrusted"
    case storageForeignObject = "storage.foreign-object"
    case storageNoRenaming = "storage.no-renaming"
    case storageNoListing = "storage.no-listing"
    case storageWantsDigest = "storage.wants-digest"
    case serviceUntrusted = "service.untrusted"
    case storageRedirected = "storage.redirected"
    case wrongRecoveryAccount = "backup.wrong-recovery-account"
    case backupKeyChanged = "backup.key-changed"
    case backupShrunken = "backup.shrunken"
    case backupExists = "backup.exists"
    case workAccountRefused = "backup.work-account-refused"
    case workAccount = "account.work"
    case entriesPresent = "recovery.entries-present"
    case deviceLimit = "device.limit"
    case deviceRefused = "device.refused"
    case proofNeeded = "contact.proof-needed"
    case evidenceNeeded = "account.evidence-needed"
    case deviceSuspended = "device.suspended"
    case olderDevice = "account.older-device"
    case takeBackRefused = "account.take-back-refused"
    case approvalRefused = "approval.refused"
    case requestAnswered = "approval.answered"
    case requestExpired = "approval.expired"
    case wrongNumber = "approval.wrong-number"
    case wrongContactCode = "contact.wrong-code"
    case contactLimit = "contact.limit"
    case lastContact = "contact.last"
    case enrollmentExpired = "enrollment.expired"
    case enrollmentUsed = "enrollment.used"
    case entryNotReady = "entry.not-ready"
    case confirmationNeeded = "confirmation.needed"
    case secretOfThisDevice = "entry.secret-of-this-device"

    // Configuration: 78.
    case noPassphraseSet = "vault.no-passphrase"
    case keyFileMissing = "vault.key-file-missing"
    case backupOff = "backup.off"
    case noRecoveryAccount = "backup.no-recovery-account"
    case noStorageAccount = "backup.no-storage-account"
    case suiteRefused = "signin.suite-refused"
    case approvalsOff = "approval.off"
    case noContact = "contact.none"
    case invalidProxy = "network.invalid-proxy"
    case qrHelperMissing = "qr.helper-missing"

    /// Whether it is the storage that did not do its part.
    var isOfStorage: Bool { rawValue.utf8.starts(with: "storage.".utf8) }

    /// Whether it may pass without anybody doing anything, so that trying again is worth it.
    package var passes: Bool { [69, 75].contains(exitStatus) }

    /// The process's exit status, from `sysexits.h`.
    package var exitStatus: Int32 {
        switch self {
        case .notAnOTPAuthURI, .unsupportedURIType, .migrationURI, .missingSecret, .invalidParameter, .uriTooLong,
            .foreignCharacters, .secretLength, .duplicateEntry, .ambiguousEntry, .severalAccounts, .invalidPosition,
            .emptyLabel,
            .recoveryEntryInUse, .unreadableEntry, .emptyPassword, .shortPassword, .commonPassword, .passwordMismatch,
            .shortPassphrase,
            .recoveryCodeMistyped, .recoveryCodeDiffers, .letterMistyped,
            .invalidServiceAddress, .insecureServiceAddress, .invalidUsername, .usernameTaken, .accountPresent,
            .invalidDeviceName,
            .invalidContact, .contactExists, .contactCodeMistyped, .contactNotChosen,
            .invalidLocation, .passwordInLocation, .insecureLocation, .noAccessKey, .vaultDamaged, .vaultVersion,
            .vaultTooLarge, .backupDamaged, .backupVersion,
            .backupRolledBack, .headForged, .headRolledBack, .keyRefused, .backupDiffers, .unreadableFile,
            .ambiguousRequest,
            .invalidSetting, .inputEnded, .noTerminal, .notAPicture, .pictureTooLarge, .pictureTooHard,
            .notAnAccountCode, .textTooLong,
            .partOfText, .microsoftURI, .severalURIs, .namesForSeveral, .counterBased, .noCounter, .nothingInList,
            .listTooLong,
            .enrollmentScanned, .malformedEnrollment, .enrollmentServiceNeeded, .enrollmentForOther, .nothingToRecover:
            65
        case .noSuchEntry, .vaultMissing, .storageEmpty, .storageNotThere, .backupDeleted, .noBackupYet, .noSuchVersion,
            .noSuchRequest, .noStorageFolder,
            .noSuchDevice, .noSuchContact, .noSuchEnrollment, .nothingToFinish, .noQRCode:
            66
        case .storageUnreachable, .storageFailed, .storageUnreliable, .serviceUnreachable, .serviceBadAnswer,
            .noTestRequest, .storageGatewayFault, .storageAbsent, .storageEmptied, .proxyRefused,
            .serviceInternal, .contactUnavailable, .contactNotSent, .recoveryCodeNotSaved:
            69
        case .internalError: 70
        case .outputFailed: 74
        case .tooManyAttempts, .tooManyFromAddress, .tooManyLetters, .signInExpired, .contactCodeSent,
            .contactProofSent, .contactCodeExpired,
            .tooManyContactCodes, .vaultBusy,
            .outOfMemory, .diskFull, .cannotReadVault, .cannotWriteVault,
            .storageFull, .storageBusy, .storageClockOff, .headMoved, .clockOff, .portInUse,
            .pictureReaderMissing, .pictureReaderCrashed, .codeNotMade, .unwritableFile, .fileExists:
            75
        case .wrongPassword, .wrongRecoveryCode, .letterRefused, .recoveryCodeOpensNothing, .sessionLimited,
            .sessionEnded,
            .wrongPassphrase, .passphraseNeeded, .keyFileExposed, .storageRefused,
            .storagePasswordNeeded, .storageReadOnly, .storageUntrusted, .storageRedirected,
            .storageForeignObject, .storageNoRenaming, .storageNoListing, .storageWantsDigest, .serviceUntrusted,
            .wrongRecoveryAccount, .backupKeyChanged, .backupShrunken, .backupExists, .workAccountRefused, .workAccount,
            .wrongNumber, .requestExpired, .requestAnswered, .evidenceNeeded, .deviceSuspended, .approvalRefused,
            .takeBackRefused, .olderDevice,
            .entriesPresent, .deviceLimit, .deviceRefused, .proofNeeded, .wrongContactCode, .contactLimit, .lastContact,
            .enrollmentExpired, .enrollmentUsed, .entryNotReady, .confirmationNeeded, .secretOfThisDevice:
            77
        case .approvalsOff, .invalidProxy,
            .noPassphraseSet, .keyFileMissing, .backupOff, .noRecoveryAccount, .noStorageAccount, .suiteRefused,
            .noContact, .qrHelperMissing:
            78
        }
    }
}
