package import Primitives
package import Sealed

extension OpenVault {
    /// Makes a vault in a store that holds none; without a passphrase, a new device's key opens it.
    package static func create(
        in store: any VaultStore,
        passphrase: SecretBytes?,
        cost: PassphraseCost,
        floor: PassphraseCost,
        contents: VaultContents
    ) throws(VaultError) -> OpenVault {
        // Checked before the passphrase is stretched, which takes long; the store checks again.
        guard !store.holdsVault else { throw .files(.exists) }
        let (id, master) = (VaultID.random(), SecretBytes.random(count: 32))
        let (slot, key): (Keyslot, VaultChange.Key)
        if let passphrase {
            slot = try VaultError.ofKeyslot { () throws(KeyslotError) in
                try Keyslot.wrapping(master, passphrase: passphrase, cost: cost, vault: id)
            }
            key = .removed
        } else {
            let made = SecretBytes.random(count: 32)
            slot = try Keyslot.tested(wrapping: master, deviceKey: made, vault: id)
            key = .made(made)
        }
        let opened = try VaultState(sealing: contents, master: master, id: id, slots: [slot])
        try store.commit(VaultChange(bytes: opened.bytes, key: key), replacing: nil)
        return OpenVault(store: store, floor: floor, opened)
    }

    /// Opens the vault of a store.
    package static func open(
        in store: any VaultStore,
        with unlock: Unlock,
        floor: PassphraseCost
    ) throws(VaultError) -> OpenVault {
        let bytes = try store.load().bytes
        let opened = try VaultState(bytes, in: store, with: unlock, floor: floor)
        return OpenVault(store: store, floor: floor, opened)
    }

    /// Whether a passphrase must be asked for; reads the header only.
    package static func needsPassphrase(in store: any VaultStore) throws(VaultError) -> Bool {
        try VaultFile.start(of: store.loadStart().bytes).opensByPassphraseOnly()
    }

    /// Whether the previous copy is whole and opens.
    package static func previousOpens(in store: any VaultStore, with unlock: Unlock, floor: PassphraseCost) -> Bool {
        (try? VaultState(store.loadPrevious(), in: store, with: unlock, floor: floor)) != nil
    }

    /// Puts the previous copy in the vault's place; the damaged one is set aside.
    package static func restorePrevious(
        in store: any VaultStore,
        with unlock: Unlock,
        floor: PassphraseCost
    ) throws(VaultError) -> OpenVault {
        let damaged = (try? store.loadStart())?.version
        let opened = try VaultState(store.loadPrevious(), in: store, with: unlock, floor: floor)
        try store.restore(opened.bytes, replacing: damaged)
        return OpenVault(store: store, floor: floor, opened)
    }
}
