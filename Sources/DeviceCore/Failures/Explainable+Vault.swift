package import Vault

extension VaultError: Explainable {
    package var failure: Failure {
        switch self {
        case .missing: Failure(.vaultMissing)
        case .exists: Failure(.vaultBusy)
        case .damaged: Failure(.vaultDamaged)
        case .unsupportedVersion, .unsupportedSuite, .unsupportedSchema, .unsupportedKeyslots: Failure(.vaultVersion)
        case .wrongPassphrase: Failure(.wrongPassphrase)
        case .passphraseNeeded, .keyChanged: Failure(.passphraseNeeded)
        case .passphraseNotSet: Failure(.noPassphraseSet)
        case .keyFileMissing, .wrongKeyFile: Failure(.keyFileMissing)
        case .keyFileExposed: Failure(.keyFileExposed)
        case .busy: Failure(.vaultBusy)
        case .tooLarge: Failure(.vaultTooLarge)
        case .outOfMemory: Failure(.outOfMemory)
        case .diskFull: Failure(.diskFull)
        case .cannotRead: Failure(.cannotReadVault)
        case .cannotWrite: Failure(.cannotWriteVault)
        }
    }
}
