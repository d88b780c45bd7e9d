import Primitives
package import Vault

/// How the vault is opened: by the device's key, by a key that was kept, or by the passphrase that is asked for.
extension Device {
    /// The vault, for what someone who finds the device unlocked must not do: the passphrase is asked for even if it was
    /// given a moment ago.
    package func vaultAskingAgain() throws -> UnlockedVault {
        guard store.holdsVault else { throw Failure(.vaultMissing) }
        guard try UnlockedVault.needsPassphrase(in: store) else { return try vault() }
        return try vaultByPassphrase()
    }

    /// Whether the vault can be opened only with a passphrase that has to be asked for.
    package func needsPassphrase() throws -> Bool {
        guard store.holdsVault, try UnlockedVault.needsPassphrase(in: store) else { return false }
        return keptKey() == nil
    }

    /// The key that was kept, unless the vault was locked since then, by this program or another.
    private func keptKey() -> KeptKey? {
        guard let kept = cache?.key(for: store.name) else { return nil }
        if kept.lockMark == store.lockMark { return kept }
        forget(kept)
        return nil
    }

    /// Forgets a key that opens nothing any more, unless the vault was unlocked just now.
    private func forget(_ kept: KeptKey) {
        if cache?.key(for: store.name) == kept { cache?.forget(store.name) }
    }

    /// The vault, unlocked.
    package func vault() throws -> UnlockedVault {
        let vault = try unlockedVault()
        let contents = try vault.contents()
        authorities.know(contents.deviceBound.authorities)
        tellSettings?(contents.settings)
        return vault
    }

    /// The contents of the vault, where there is one that opens without anyone being asked; nil elsewhere.
    package func contentsUnasked() -> VaultContents? {
        guard let vault = try? unaskedVault(), let contents = try? vault.contents() else { return nil }
        authorities.know(contents.deviceBound.authorities)
        tellSettings?(contents.settings)
        return contents
    }

    private func unlockedVault() throws -> UnlockedVault {
        guard store.holdsVault else { throw Failure(.vaultMissing) }
        if let vault = try unaskedVault() { return vault }
        return try vaultByPassphrase()
    }

    private func vaultByPassphrase() throws -> UnlockedVault {
        // Read before anybody is asked: a lock meanwhile counts.
        let lockMark = store.lockMark
        let (vault, answer) = try openedByPassphrase()
        if answer.wasTyped { cache?.remember(KeptKey(vault.masterKey, lockMark: lockMark), for: store.name) }
        return vault
    }

    /// The vault, opened by the passphrase that is asked for, and that passphrase.
    func openedByPassphrase() throws -> (UnlockedVault, (secret: SecretBytes, wasTyped: Bool)) {
        try untilRight {
            let answer = try askPassphrase()
            return (try UnlockedVault.open(in: store, with: .passphrase(answer.secret)), answer)
        }
    }

    /// Opens the vault, where there is one, so that its passphrase is asked for before anything else is.
    package func openVault() throws {
        guard store.holdsVault else { return }
        _ = try vault()
    }

    /// The same device for turning the backup on: the passphrase of the vault is asked for once, before anything else.
    package func forBackup() throws -> Device {
        let isOff = contentsUnasked().map { $0.deviceBound.backup == nil } ?? false
        return isOff ? self : try havingAskedForPassphrase()
    }

    /// The vault, if a key file or a key that was kept opens it.
    private func unaskedVault() throws -> UnlockedVault? {
        guard try UnlockedVault.needsPassphrase(in: store) else {
            return try opening(with: .keyFile)
        }
        guard let kept = keptKey() else {
            // It was locked, or nobody has used the program for long: what was read of it goes as the key did.
            opened?.close()
            return nil
        }
        do throws(VaultError) {
            return try opening(with: .masterKey(kept.key))
        } catch {
            // Another command has changed the passphrase, so the vault is locked again.
            if error == .unlocking(.keyChanged) {
                forget(kept)
                opened?.close()
            }
            return nil
        }
    }

    private func opening(with unlock: Unlock) throws(VaultError) -> UnlockedVault {
        if let vault = opened?.vault(openedBy: unlock) { return vault }
        let vault = try UnlockedVault.open(in: store, with: unlock)
        opened?.keep(vault)
        return vault
    }

    /// The vault, made without a passphrase where there is none yet.
    package func vaultOrNew() throws -> UnlockedVault {
        if store.holdsVault { return try vault() }
        if let new = try newVault() { return new }
        return try vault()
    }

    /// A new vault without a passphrase; nil where another command was faster and has made one.
    private func newVault() throws(VaultError) -> UnlockedVault? {
        let contents = VaultContents(deviceName: Self.hostName)
        do throws(VaultError) {
            return try UnlockedVault.create(
                in: store,
                passphrase: nil,
                cost: security.passphraseCost,
                contents: contents
            )
        } catch {
            guard error == .files(.exists) else { throw error }
            return nil
        }
    }
}
