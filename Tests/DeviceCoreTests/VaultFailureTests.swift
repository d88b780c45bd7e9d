import DeviceCore
import Sealed
import Testing
import Vault

/// The code, and with it the words, of each reason why a vault was not opened, read or written.
@Suite struct VaultFailureTests {
    @Test(arguments: [
        (VaultError.format(.damaged), FailureCode.vaultDamaged), (.format(.unsupportedVersion(2)), .vaultVersion),
        (.format(.unsupportedSuite(2)), .vaultVersion), (.format(.unsupportedSchema(2)), .vaultVersion),
        (.format(.otherKey), .passphraseNeeded), (.format(.tooLarge), .vaultTooLarge),
        (.unlocking(.unsupportedKeyslots), .vaultVersion), (.unlocking(.wrongPassphrase), .wrongPassphrase),
        (.unlocking(.passphraseNeeded), .passphraseNeeded), (.unlocking(.passphraseNotSet), .noPassphraseSet),
        (.unlocking(.keyFileMissing), .keyFileMissing), (.unlocking(.keyFileExposed), .keyFileExposed),
        (.unlocking(.wrongKeyFile), .keyFileMissing), (.unlocking(.keyChanged), .passphraseNeeded),
        (.unlocking(.outOfMemory), .outOfMemory), (.files(.missing), .vaultMissing), (.files(.exists), .vaultBusy),
        (.files(.busy), .vaultBusy), (.files(.changedElsewhere), .vaultBusy), (.files(.diskFull), .diskFull),
        (.files(.cannotRead(5)), .cannotReadVault), (.files(.cannotWrite(5)), .cannotWriteVault),
    ])
    func `each failure of the vault has its code`(error: VaultError, code: FailureCode) {
        #expect(Failure(explaining: error) == Failure(code))
    }
}
