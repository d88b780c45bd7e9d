import Encodings
import OutsideText
import Primitives

/// The folder of a vault and the names of the files in it.
package struct VaultHome: Sendable {
    /// The folder.
    package let directory: String
    /// How long a writer waits for the others.
    package var patience = Duration.seconds(10)
    /// Called after each step of a write, so that a test can stop there.
    package var afterStep: @Sendable (WriteStep) -> Void = { _ in }

    /// The folder may not exist yet.
    package init(directory: String) {
        self.directory = directory
    }

    /// The vault.
    package var vault: String { path("vault") }
    /// The vault as it was before its last change.
    package var previous: String { path("vault.previous") }
    /// What is known of the backup since the vault was written.
    package var backupNote: String { path("vault.backup-note") }
    /// The key of a vault without a passphrase.
    package var keyFile: String { path("vault.key") }
    /// The random name that the app's page has.
    package var pageName: String { path("page.name") }
    /// What each lock of the vault changes.
    package var lockMark: String { path("vault.lock-mark") }
    /// The file that writers lock.
    package var lock: String { path("vault.lock") }

    /// A new name to set a damaged vault aside.
    func newDamagedName() -> String {
        path("vault.damaged-" + Hex.encode(randomBytes(count: 4)))
    }

    /// A new name for a copy that the owner may want back after a restore.
    func newCopyName() -> String {
        path("vault.before-restore-" + Hex.encode(randomBytes(count: 4)))
    }

    private func path(_ name: String) -> String {
        directory.ends(with: "/") ? directory + name : directory + "/" + name
    }
}
