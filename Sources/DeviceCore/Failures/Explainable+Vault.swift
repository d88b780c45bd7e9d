package import Sealed
package import Vault

extension VaultError: Explainable {
    package var failure: Failure {
        switch self {
        case .format(let error): error.failure
        case .unlocking(let error): error.failure
        case .files(let error): error.failure
        }
    }
}

extension VaultFormatError: Explainable {
    package var failure: Failure {
        switch self {
        case .damaged: Failure(.vaultDamaged)
        case .unsupportedVersion, .unsupportedSuite, .unsupportedSchema: Failure(.vaultVersion)
        case .otherKey: Failure(.passphraseNeeded)
        case .tooLarge: Failure(.vaultTooLarge)
        }
    }
}

extension UnlockError: Explainable {
    package var failure: Failure {
        switch self {
        case .unsupportedKeyslots: Failure(.vaultVersion)
        case .wrongPassphrase: Failure(.wrongPassphrase)
        case .passphraseNeeded, .keyChanged: Failure(.passphraseNeeded)
        case .passphraseNotSet: Failure(.noPassphraseSet)
        case .keyFileMissing, .wrongKeyFile: Failure(.keyFileMissing)
        case .keyFileExposed: Failure(.keyFileExposed)
        case .outOfMemory: Failure(.outOfMemory)
        }
    }
}

extension VaultFilesError: Explainable {
    package var failure: Failure {
        switch self {
        case .missing: Failure(.vaultMissing)
        case .exists, .busy, .changedElsewhere: Failure(.vaultBusy)
        case .diskFull: Failure(.diskFull)
        case .cannotRead: Failure(.cannotReadVault)
        case .cannotWrite: Failure(.cannotWriteVault)
        }
    }
}
