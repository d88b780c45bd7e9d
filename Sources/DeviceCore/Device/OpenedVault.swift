import Primitives
import Synchronization
import Vault

/// The vault of a command, kept open from one use to the next: to read all entries takes longer than all else of a code.
///
/// It knows no more than what opens it now: where the vault was replaced, or its passphrase changed, it is opened again.
final class OpenedVault: Sendable {
    private let kept = Mutex<UnlockedVault?>(nil)

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

    /// Keeps none any more.
    func forget() {
        kept.withLock { $0 = nil }
    }
}
