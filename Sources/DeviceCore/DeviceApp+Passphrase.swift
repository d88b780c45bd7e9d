package import Sodium
import Vault

extension DeviceApp {
    /// Sets the vault's passphrase, or takes it away: then a key file opens the vault.
    package func setPassphrase(_ passphrase: SecretBytes?) async throws {
        try await vaultOrNew().setPassphrase(passphrase, cost: security.passphraseCost)
        cache?.forget(home)
    }

    /// Forgets the key that was kept, so that the next command asks for the passphrase.
    package func lock() throws {
        guard UnlockedVault.exists(at: home) else { throw Failure(.vaultMissing) }
        guard try UnlockedVault.needsPassphrase(at: home) else { throw Failure(.noPassphraseSet) }
        cache?.forget(home)
    }
}
