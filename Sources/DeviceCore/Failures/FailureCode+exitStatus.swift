extension FailureCode {
    /// Whether it is the storage that did not do its part.
    var isOfStorage: Bool { rawValue.utf8.starts(with: "storage.".utf8) }

    /// Whether it may pass without anyone doing anything, so that trying again is worth it.
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
            .noTestRequest, .storageGatewayFault, .storageAbsent, .storageEmptied, .storageOfOther, .proxyRefused,
            .serviceInternal, .contactUnavailable, .contactNotSent, .recoveryCodeNotSaved:
            69
        case .internalError: 70
        case .outputFailed: 74
        case .tooManyAttempts, .tooManyChanges, .tooManyFromAddress, .tooManyLetters, .signInExpired, .contactCodeSent,
            .contactProofSent, .contactCodeExpired,
            .tooManyContactCodes, .requestReported, .vaultBusy,
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
        case .approvalsOff, .invalidProxy, .noNetworkLibrary,
            .noPassphraseSet, .keyFileMissing, .backupOff, .noRecoveryAccount, .noStorageAccount, .suiteRefused,
            .noContact, .qrHelperMissing, .qrHelperExposed, .pageProgramMissing, .pageProgramExposed:
            78
        }
    }
}
