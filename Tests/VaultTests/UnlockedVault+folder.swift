import Primitives
import Sealed
import Vault

/// Vaults in folders, which tests make at a cost that no device accepts.
extension UnlockedVault {
    /// Whether the folder holds a vault or what is left of one.
    static func exists(at home: VaultHome) -> Bool {
        FolderVaultStore(home).holdsVault
    }

    /// Makes a vault; without a passphrase it gets a key file.
    static func create(
        at home: VaultHome,
        passphrase: SecretBytes?,
        cost: PassphraseCost = .standard,
        contents: VaultContents
    ) throws(VaultError) -> UnlockedVault {
        let store = FolderVaultStore(home)
        return try create(in: store, passphrase: passphrase, cost: cost, floor: cheap, contents: contents)
    }

    /// Whether a passphrase must be asked for; reads the header only.
    static func needsPassphrase(at home: VaultHome) throws(VaultError) -> Bool {
        try needsPassphrase(in: FolderVaultStore(home))
    }

    /// Opens the vault.
    static func open(
        at home: VaultHome,
        with unlock: Unlock,
        floor: PassphraseCost = cheap
    ) throws(VaultError) -> UnlockedVault {
        try open(in: FolderVaultStore(home), with: unlock, floor: floor)
    }

    /// Whether the previous copy is whole and opens.
    static func previousOpens(at home: VaultHome, with unlock: Unlock) -> Bool {
        previousOpens(in: FolderVaultStore(home), with: unlock, floor: cheap)
    }

    /// Puts the previous copy in the vault's place and keeps the damaged file under another name.
    static func restorePrevious(at home: VaultHome, with unlock: Unlock) throws(VaultError) -> UnlockedVault {
        try restorePrevious(in: FolderVaultStore(home), with: unlock, floor: cheap)
    }
}
