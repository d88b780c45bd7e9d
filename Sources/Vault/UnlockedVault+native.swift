package import Primitives
package import Sealed
import Synchronization

/// What unlocks a vault.
package enum Unlock: Sendable {
    /// The key file beside a vault without a passphrase.
    case keyFile
    /// The passphrase, as ``Primitives/SecretBytes/init(passphrase:)`` makes it.
    case passphrase(SecretBytes)
    /// The master key of a vault that was unlocked before.
    case masterKey(SecretBytes)
}

/// An open vault.
///
/// Several may be open on one folder, in one process or in many: none loses a change of another.
package final class UnlockedVault: Sendable {
    /// Where the vault lies.
    package let home: VaultHome
    private let vault: Mutex<OpenVault>

    private init(home: VaultHome, _ opened: VaultFolder.Opened) {
        self.home = home
        vault = Mutex(OpenVault(home: home, opened))
    }

    /// The key that every keyslot wraps, for whoever keeps the vault unlocked.
    package var masterKey: SecretBytes { vault.withLock { $0.master } }

    /// Whether the folder holds a vault or what is left of one.
    package static func exists(at home: VaultHome) -> Bool {
        VaultFolder(home: home).holdsVault
    }

    /// Makes a vault; without a passphrase it gets a key file.
    package static func create(
        at home: VaultHome,
        passphrase: SecretBytes?,
        cost: PassphraseCost = .standard,
        contents: VaultContents
    ) throws(VaultError) -> UnlockedVault {
        let folder = VaultFolder(home: home)
        try folder.make()
        let lock = try folder.lock()
        guard !folder.holdsVault else { throw .files(.exists) }
        let master = SecretBytes.random(count: 32)
        let id = VaultID.random()
        let slot: Keyslot
        if let passphrase {
            slot = try OpenVault.keyslot { () throws(KeyslotError) in
                try Keyslot.wrapping(master, passphrase: passphrase, cost: cost, vault: id)
            }
        } else {
            let keyFile = try folder.makeKeyFile()
            slot = try OpenVault.keyslot { () throws(KeyslotError) in
                try Keyslot.wrapping(master, keyFile: keyFile, vault: id)
            }
        }
        let written = try folder.write(contents, master: master, id: id, slots: [slot])
        _ = consume lock
        return UnlockedVault(home: home, written)
    }

    /// Whether a passphrase must be asked for; reads the header only.
    package static func needsPassphrase(at home: VaultHome) throws(VaultError) -> Bool {
        let folder = VaultFolder(home: home)
        return try folder.needsPassphrase(folder.readStart())
    }

    /// Opens the vault.
    package static func open(at home: VaultHome, with unlock: Unlock) throws(VaultError) -> UnlockedVault {
        UnlockedVault(home: home, try VaultFolder(home: home).open(home.vault, with: unlock))
    }

    /// The contents as they are now, whoever wrote them last.
    package func contents() throws(VaultError) -> VaultContents {
        try vault.withLock { vault throws(VaultError) in try vault.contents() }
    }

    /// The contents as they are now, with the portable half in the JSON form that the vault holds it in.
    package func encodedContents() throws(VaultError) -> (contents: VaultContents, portable: SecretPart) {
        try vault.withLock { vault throws(VaultError) in try vault.encodedContents() }
    }

    /// Changes the contents: when this returns, the disk has them and the previous copy has what was before.
    ///
    /// The change is made to what every other writer left; if it throws, nothing is written.
    @discardableResult
    package func update<R: Sendable>(_ change: @Sendable (inout VaultContents) throws -> R) throws -> R {
        try vault.withLock { try $0.update(change) }
    }

    /// Changes what is known of the backup, where there is one, without writing the vault again.
    ///
    /// It goes into a note that lasts until the next change of the vault, which takes it over. The note may be lost, so
    /// only what a backup or a verification finds out again may be changed in this way.
    package func noteBackup(_ change: @Sendable (inout BackupBinding) -> Void) throws(VaultError) {
        try vault.withLock { vault throws(VaultError) in try vault.noteBackup(change) }
    }

    /// Replaces the passphrase and the master key; nil takes the passphrase away and makes a key file.
    ///
    /// The previous copy is replaced too, so that the old passphrase opens nothing any more.
    package func setPassphrase(
        _ passphrase: SecretBytes?,
        cost: PassphraseCost = .standard
    ) throws(VaultError) {
        try vault.withLock { vault throws(VaultError) in try vault.setPassphrase(passphrase, cost: cost) }
    }

    /// Whether the previous copy is whole and opens.
    package static func previousOpens(at home: VaultHome, with unlock: Unlock) -> Bool {
        (try? VaultFolder(home: home).open(home.previous, with: unlock)) != nil
    }

    /// Puts the previous copy in the vault's place and keeps the damaged file under another name.
    package static func restorePrevious(at home: VaultHome, with unlock: Unlock) throws(VaultError) -> UnlockedVault {
        let folder = VaultFolder(home: home)
        let lock = try folder.lock()
        let opened = try folder.restorePrevious(with: unlock)
        _ = consume lock
        return UnlockedVault(home: home, opened)
    }
}
