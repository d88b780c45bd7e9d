package import Primitives
package import Sealed

/// What unlocks a vault.
package enum Unlock: Sendable {
    /// The device's key, for a vault without a passphrase.
    case keyFile
    /// The passphrase, as ``Primitives/SecretBytes/init(passphrase:)`` makes it.
    case passphrase(SecretBytes)
    /// The master key of a vault that was unlocked before.
    case masterKey(SecretBytes)
}

extension VaultFile {
    /// The header and the keyslots of a vault; throws where the bytes do not begin as one.
    package static func start(of bytes: [UInt8]) throws(VaultError) -> VaultFile {
        var reader = BinaryReader(bytes)
        do throws(VaultFormatError) {
            return try VaultFile(start: &reader)
        } catch {
            throw VaultError(error)
        }
    }

    /// Whether the vault opens with a passphrase only.
    func opensByPassphraseOnly() throws(VaultError) -> Bool {
        try VaultError.ofKeyslot { () throws(KeyslotError) in try needsPassphrase }
    }

    /// The master key, if what is at hand unlocks the vault; the device's key comes from the store.
    func masterKey(
        with unlock: Unlock,
        in store: any VaultStore,
        floor: PassphraseCost
    ) throws(VaultError) -> SecretBytes {
        switch unlock {
        case .masterKey(let key):
            return key
        case .keyFile:
            guard try !opensByPassphraseOnly() else { throw .unlocking(.passphraseNeeded) }
            let key = try store.loadKey()
            for slot in slots where slot.kind == .keyFile {
                if let master = slot.open(keyFile: key, vault: id) { return master }
            }
            throw .unlocking(.wrongKeyFile)
        case .passphrase(let passphrase):
            let slots = slots.filter { $0.kind == .passphrase }
            guard !slots.isEmpty else { throw .unlocking(.passphraseNotSet) }
            // Each may cost as much as one may, but not all together: the file may be one that somebody put there.
            var left = PassphraseCost.ceiling.work
            for slot in slots {
                guard slot.work <= left else { throw .format(.damaged) }
                left -= slot.work
            }
            for slot in slots {
                let master = try VaultError.ofKeyslot { () throws(KeyslotError) in
                    try slot.open(passphrase: passphrase, floor: floor, vault: id)
                }
                if let master { return master }
            }
            throw .unlocking(.wrongPassphrase)
        }
    }
}

extension Keyslot {
    /// Wraps a master key under a passphrase, and tests that the passphrase opens the slot.
    static func tested(
        wrapping master: SecretBytes,
        passphrase: SecretBytes,
        cost: PassphraseCost,
        floor: PassphraseCost,
        vault: VaultID
    ) throws(VaultError) -> Keyslot {
        try VaultError.ofKeyslot { () throws(KeyslotError) in
            let slot = try wrapping(master, passphrase: passphrase, cost: cost, vault: vault)
            guard try slot.open(passphrase: passphrase, floor: floor, vault: vault) == master else { throw .damaged }
            return slot
        }
    }

    /// Wraps a master key under the device's key, and tests that the key opens the slot.
    static func tested(
        wrapping master: SecretBytes,
        deviceKey key: SecretBytes,
        vault: VaultID
    ) throws(VaultError) -> Keyslot {
        try VaultError.ofKeyslot { () throws(KeyslotError) in
            let slot = try wrapping(master, keyFile: key, vault: vault)
            guard slot.open(keyFile: key, vault: vault) == master else { throw .damaged }
            return slot
        }
    }
}
