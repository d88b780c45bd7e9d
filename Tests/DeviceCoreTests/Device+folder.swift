import DeviceCore
import OPAQUE
import Sealed
import TestSupport
import Vault

extension SecurityProfile {
    /// Takes no password of an account, and next to no time over a passphrase.
    static let floor = SecurityProfile(suite: { _ in nil }, newSuite: .standard, passphraseCost: .floor)
}

extension Device {
    /// A device of its own that nobody can be asked at.
    static func alone(in folder: TemporaryFolder) -> Device {
        Device(
            store: FolderVaultStore(VaultHome(directory: folder.path + "/home")),
            security: .floor,
            askPassphrase: { throw Failure(.passphraseNeeded) }
        )
    }
}
