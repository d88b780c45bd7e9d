package import AccountAPI
package import Primitives
package import Vault

/// What a finished sign-in gives the device.
package struct SignedIn: Sendable {
    /// The session opened.
    package let session: Session
    /// The credential used: part of what the wrapped backup key is bound to.
    package let credential: CredentialID
    /// What the credential stands for.
    package let kind: CredentialKind
    /// The suite of the credential.
    package let suite: UInt16
    /// Known to the device alone: wraps the backup key.
    package let exportKey: SecretBytes
    /// This device as the account knows it, where it was added.
    package let addedDevice: AddedDevice?
    /// How many seconds the service's clock is ahead of this device's.
    package let clockOffset: Double
    /// Whether it was opened as what this device was to the account before.
    var isFormer = false

    /// A device added by a sign-in, with the one-time secret that both sides derived.
    package struct AddedDevice: Sendable {
        /// Its identifier at the service.
        package let id: ServiceDeviceID
        /// Its own secret.
        package let secret: SecretBytes
    }
}
