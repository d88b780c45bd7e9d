package import Primitives
package import Sealed

/// A vault in a folder, which says what is accepted there.
extension UnlockedVault {
    /// Whether the folder holds a vault or what is left of one.
    package static func exists(at home: VaultHome) -> Bool {
        FolderVaultStore(home).holdsVault
    }

    /// Makes a vault; without a passphrase it gets a key file.
    package static func create(
        at home: VaultHome,
        passphrase: SecretBytes?,
        cost: PassphraseCost = .standard,
        contents: VaultContents
    ) throws(VaultError) -> UnlockedVault {
        let store = FolderVaultStore(home)
        return try create(in: store, passphrase: passphrase, cost: cost, floor: home.costFloor, contents: contents)
    }

    /// Whether a passphrase must be asked for; reads the header only.
    package static func needsPassphrase(at home: VaultHome) throws(VaultError) -> Bool {
        try needsPassphrase(in: FolderVaultStore(home))
    }

    /// Opens the vault.
    package static func open(at home: VaultHome, with unlock: Unlock) throws(VaultError) -> UnlockedVault {
        try open(in: FolderVaultStore(home), with: unlock, floor: home.costFloor)
    }

    /// Whether the previous copy is whole and opens.
    package static func previousOpens(at home: VaultHome, with unlock: Unlock) -> Bool {
        previousOpens(in: FolderVaultStore(home), with: unlock, floor: home.costFloor)
    }

    /// Puts the previous copy in the vault's place and keeps the damaged file under another name.
    package static func restorePrevious(at home: VaultHome, with unlock: Unlock) throws(VaultError) -> UnlockedVault {
        try restorePrevious(in: FolderVaultStore(home), with: unlock, floor: home.costFloor)
    }
}
