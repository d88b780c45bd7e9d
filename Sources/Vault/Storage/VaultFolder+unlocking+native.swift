import Primitives
import Sealed

extension VaultFolder {
    /// The master key of a vault, if what is at hand unlocks it.
    func masterKey(of file: VaultFile, with unlock: Unlock) throws(VaultError) -> SecretBytes {
        switch unlock {
        case .masterKey(let key):
            return key
        case .keyFile:
            guard try !needsPassphrase(file) else { throw .unlocking(.passphraseNeeded) }
            let key = try readKeyFile()
            for slot in file.slots where slot.kind == .keyFile {
                if let master = slot.open(keyFile: key, vault: file.id) { return master }
            }
            throw .unlocking(.wrongKeyFile)
        case .passphrase(let passphrase):
            let slots = file.slots.filter { $0.kind == .passphrase }
            guard !slots.isEmpty else { throw .unlocking(.passphraseNotSet) }
            // Each may cost as much as one may, but not all together: the file may be one that somebody put there.
            var left = PassphraseCost.ceiling.work
            for slot in slots {
                guard slot.work <= left else { throw .format(.damaged) }
                left -= slot.work
            }
            do throws(KeyslotError) {
                for slot in slots {
                    let master = try slot.open(passphrase: passphrase, floor: home.costFloor, vault: file.id)
                    if let master { return master }
                }
            } catch {
                throw VaultError(error)
            }
            throw .unlocking(.wrongPassphrase)
        }
    }

    /// Whether a vault opens with a passphrase only.
    func needsPassphrase(_ file: VaultFile) throws(VaultError) -> Bool {
        do throws(KeyslotError) {
            return try file.needsPassphrase
        } catch {
            throw VaultError(error)
        }
    }
}
