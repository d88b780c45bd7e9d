package import Encodings
package import Primitives

/// The key pair with which this device answers the sign-in requests of one account.
///
/// The private half was made on this device and never leaves it: it is in no backup, and only the vault's own codec
/// stores it. ``Primitives/KeyPairs`` signs with it.
package struct DeviceCredential: Sendable {
    /// The device at the account service.
    package let serviceDevice: Identifier<Named.Device>.Text
    /// The private half, as ``Primitives/KeyPairs`` made it.
    package let key: SecretBytes
    /// Whether the device has answered its test request; until then the entry is not ready.
    package var isConfirmed: Bool

    /// A key pair of a device.
    package init(serviceDevice: Identifier<Named.Device>.Text, key: SecretBytes, isConfirmed: Bool) {
        self.serviceDevice = serviceDevice
        self.key = key
        self.isConfirmed = isConfirmed
    }
}

extension DeviceCredential: CustomStringConvertible, CustomDebugStringConvertible {
    /// Says that the key is hidden.
    package var description: String { "DeviceCredential(redacted)" }

    /// Says that the key is hidden.
    package var debugDescription: String { description }
}
