import Primitives
import Synchronization
import Vault

/// The vault of a command, kept open from one use to the next: to read all entries takes longer than all else of a code.
///
/// It knows no more than what opens it now: where the vault was replaced, or its passphrase changed, it is opened again.
/// The page keeps it as well, for as long as it has the key: a locked vault is open nowhere in memory. What is kept is
/// read and never written, since a writer waits for others, and so would all who read: each gets it for itself.
final class OpenedVault: Sendable {
    private let kept = Mutex<UnlockedVault?>(nil)

    /// Whether a vault is kept.
    var isOpen: Bool { kept.withLock { $0 != nil } }

    /// The vault that was kept, if `unlock` opens it as well.
    func vault(openedBy unlock: Unlock) -> UnlockedVault? {
        guard let vault = kept.withLock({ $0 }) else { return nil }
        if case .masterKey(let key) = unlock, vault.masterKey != key { return nil }
        return (try? vault.contents()) == nil ? nil : vault.forAnother()
    }

    /// Keeps a vault from now on.
    func keep(_ vault: UnlockedVault) {
        kept.withLock { $0 = vault.forAnother() }
    }

    /// Closes the vault that was kept.
    func close() {
        kept.withLock { $0 = nil }
    }
}
