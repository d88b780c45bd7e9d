import Primitives
import Synchronization
import Vault

/// The vault of a command, kept open from one use to the next: to read all entries takes longer than all else of a code.
///
/// It knows no more than what opens it now: where the vault was replaced, or its passphrase changed, it is opened again.
/// Once the key is gone nothing of a locked vault stays in memory. Programs that stay keep none: who reads would wait for
/// who writes, and a lock is seen only where somebody looks for it.
final class OpenedVault: Sendable {
    private let kept = Mutex<UnlockedVault?>(nil)

    /// Whether a vault is kept.
    var isOpen: Bool { kept.withLock { $0 != nil } }

    /// The vault that was kept, if `unlock` opens it as well.
    func vault(openedBy unlock: Unlock) -> UnlockedVault? {
        guard let vault = kept.withLock({ $0 }) else { return nil }
        switch unlock {
        case .keyFile: break
        case .masterKey(let key): guard vault.masterKey == key else { return nil }
        // Only stretching tells whether it is right.
        case .passphrase: return nil
        }
        return (try? vault.contents()) == nil ? nil : vault
    }

    /// Keeps a vault from now on.
    func keep(_ vault: UnlockedVault) {
        kept.withLock { $0 = vault }
    }

    /// Closes the vault that was kept.
    func close() {
        kept.withLock { $0 = nil }
    }
}
