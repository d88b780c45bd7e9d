import AccountAPI
import Encodings
import Entries
import OPAQUE
package import Vault

/// As what a device signs in.
package enum DeviceRole: Sendable {
    /// As none: a session of an hour.
    case none
    /// As a device new to the account, which gets its own one-time secret, perhaps in the place of a lost one.
    case new(name: String, isRecovery: Bool = false)
    /// As a device of the account that has its secret.
    case known(DeviceCode)

    var isNew: Bool {
        if case .new = self { true } else { false }
    }

    var signingDevice: SigningDevice? {
        switch self {
        case .none: nil
        case .new(let name, let isRecovery): .new(name: name, isRecovery: isRecovery ? true : nil)
        case .known(let code): code.serviceDevice.identifier.map { .known($0) }
        }
    }

    func proof(for ke1: KE1) -> KnownDevice? {
        guard case .known(let code) = self, let id = code.serviceDevice.identifier else { return nil }
        let proof = SessionKeys.deviceProof(secret: code.oneTime.secret, ke1: ke1.bytes)
        return KnownDevice(device: id, proof: Bytes(proof))
    }
}
