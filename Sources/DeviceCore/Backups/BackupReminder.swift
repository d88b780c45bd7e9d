import Entries
package import Vault

extension VaultContents {
    /// Whether it is time to say that the accounts here are in no backup.
    ///
    /// Whoever adds accounts hears it with the first one and with every tenth: each time would be unheeded soon. Without
    /// `added`, for a list, it is always time.
    package func asksForBackup(added: Int? = nil) -> Bool {
        let count = portable.entryCount
        guard deviceBound.backup == nil, count > 0 else { return false }
        guard let added else { return true }
        let before = count - added
        return added > 0 && (before < 1 || before / 10 < count / 10)
    }

    /// Whether there is a personal account here, which can keep the key of a backup, whatever it still needs.
    package var hasPersonalAccount: Bool { portable.entries.contains { $0.kind == .personal } }
}
