package import Primitives
import Vault

extension Device {
    /// Sets the vault's passphrase, or takes it away: then a key file opens the vault.
    package func setPassphrase(_ passphrase: SecretBytes?) throws {
        if let passphrase { try Self.refuse(newPassphrase: passphrase) }
        try vaultForNewPassphrase().setPassphrase(passphrase, cost: security.passphraseCost)
        forgetKeptKeys()
    }

    /// The vault, for another passphrase: the present one is asked for even if it was given a moment ago, or whoever finds
    /// the device unlocked could lock its owner out.
    func vaultForNewPassphrase() throws -> UnlockedVault {
        store.holdsVault ? try vaultAskingAgain() : try vaultOrNew()
    }

    /// Whether there is a vault that has a passphrase.
    package func hasPassphrase() throws -> Bool {
        try store.holdsVault && UnlockedVault.needsPassphrase(in: store)
    }

    /// The least number of characters of a passphrase.
    ///
    /// It is tried offline only by who has the vault, each try costs what the keyslot says, and it is typed often: so it
    /// may be shorter than a password.
    package static let shortestPassphrase = 8

    /// Throws where a passphrase is too short to be set.
    package static func refuse(newPassphrase: SecretBytes) throws(Failure) {
        // Counted without a string, whose memory nobody wipes: every byte but those that go on with a character.
        var bytes = newPassphrase.exposedBytes()
        defer { wipe(&bytes) }
        let count = bytes.count { $0 & 0xC0 != 0x80 }
        guard count >= shortestPassphrase else {
            throw Failure(.shortPassphrase, ["n": .number(count), "minimum": .number(shortestPassphrase)])
        }
    }

    /// Locks the vault, so that the next command asks for the passphrase, and so does a page that is open: each forgets its
    /// key once it sees another lock mark.
    package func lock() throws {
        guard store.holdsVault else { throw Failure(.vaultMissing) }
        guard try UnlockedVault.needsPassphrase(in: store) else { throw Failure(.noPassphraseSet) }
        forgetKeptKeys()
        do throws(VaultError) {
            try store.changeLockMark()
        } catch {
            // No more than that can have failed: whoever walks away should know which programs are open.
            throw Failure(explaining: error).in(.locking)
        }
    }

    /// Tells from now on whether the vault was locked since, by this program or another: for what goes on showing what was
    /// read of it.
    package func lockWatch() -> @Sendable () -> Bool {
        let mark = store.lockMark
        return { [store] in store.lockMark != mark }
    }

    private func forgetKeptKeys() {
        for cache in earlierCaches + [cache].compactMap({ $0 }) { cache.forget(store.name) }
        opened?.close()
    }
}
