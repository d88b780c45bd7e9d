package import Primitives
package import Sealed
import Synchronization

/// An open vault, for whoever has several threads: an ``OpenVault`` that one of them uses at a time.
package final class UnlockedVault: Sendable {
    private let vault: Mutex<OpenVault>

    private init(_ vault: OpenVault) {
        self.vault = Mutex(vault)
    }

    /// The key that every keyslot wraps, for whoever keeps the vault unlocked.
    package var masterKey: SecretBytes { vault.withLock { $0.master } }

    /// Makes a vault; without a passphrase, a new device's key opens it.
    package static func create(
        in store: any VaultStore,
        passphrase: SecretBytes?,
        cost: PassphraseCost = .standard,
        floor: PassphraseCost = .floor,
        contents: VaultContents
    ) throws(VaultError) -> UnlockedVault {
        let vault = try OpenVault.create(
            in: store,
            passphrase: passphrase,
            cost: cost,
            floor: floor,
            contents: contents
        )
        return UnlockedVault(vault)
    }

    /// Whether a passphrase must be asked for; reads the header only.
    package static func needsPassphrase(in store: any VaultStore) throws(VaultError) -> Bool {
        try OpenVault.needsPassphrase(in: store)
    }

    /// Opens the vault.
    package static func open(
        in store: any VaultStore,
        with unlock: Unlock,
        floor: PassphraseCost = .floor
    ) throws(VaultError) -> UnlockedVault {
        UnlockedVault(try OpenVault.open(in: store, with: unlock, floor: floor))
    }

    /// The same vault for somebody else, who need not wait while this one writes: each takes in what the other has written
    /// as what anybody else has.
    package func forAnother() -> UnlockedVault {
        UnlockedVault(vault.withLock { $0 })
    }

    /// The contents as they are now, whoever wrote them last.
    package func contents() throws(VaultError) -> VaultContents {
        try vault.withLock { vault throws(VaultError) in try vault.contents() }
    }

    /// The contents as they are now, with the portable half in the JSON form that the vault holds it in.
    package func encodedContents() throws(VaultError) -> (contents: VaultContents, portable: SecretPart) {
        try vault.withLock { vault throws(VaultError) in try vault.encodedContents() }
    }

    /// Changes the contents: when this returns, the store has them, and the previous copy has what was before.
    ///
    /// `change` is applied to what the other writers left, and applied again where one of them is faster; if it throws,
    /// nothing is written. Nobody else who has the vault open is kept waiting meanwhile.
    @discardableResult
    package func update<R: Sendable>(_ change: @Sendable (inout VaultContents) throws -> R) throws -> R {
        try vault.withLock { try $0.update(change).get() }
    }

    /// Changes what is known of the backup, where there is one, without writing the vault again.
    ///
    /// It goes into a note that lasts until the next change of the vault, which takes it over. The note may be lost, so
    /// only what a backup or a verification finds out again may be changed in this way.
    package func noteBackup(_ change: @Sendable (inout BackupBinding) -> Void) throws(VaultError) {
        try vault.withLock { vault throws(VaultError) in try vault.noteBackup(change) }
    }

    /// Replaces the passphrase and the master key; with nil the device's key opens the vault from then on.
    ///
    /// The previous copy is replaced too, so that the old passphrase opens nothing any more.
    package func setPassphrase(
        _ passphrase: SecretBytes?,
        cost: PassphraseCost = .standard
    ) throws(VaultError) {
        try vault.withLock { vault throws(VaultError) in try vault.setPassphrase(passphrase, cost: cost) }
    }

    /// Whether the previous copy is whole and opens.
    package static func previousOpens(
        in store: any VaultStore,
        with unlock: Unlock,
        floor: PassphraseCost = .floor
    ) -> Bool {
        OpenVault.previousOpens(in: store, with: unlock, floor: floor)
    }

    /// Puts the previous copy in the vault's place and keeps the damaged file under another name.
    package static func restorePrevious(
        in store: any VaultStore,
        with unlock: Unlock,
        floor: PassphraseCost = .floor
    ) throws(VaultError) -> UnlockedVault {
        UnlockedVault(try OpenVault.restorePrevious(in: store, with: unlock, floor: floor))
    }
}
