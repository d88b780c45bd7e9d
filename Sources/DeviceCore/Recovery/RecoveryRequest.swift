package import Primitives

/// How far a recovery is.
package enum RecoveryStep: Sendable, Equatable {
    /// Looking for a backup in the storage.
    case lookingIntoStorage
    /// Signing in to the recovery account, which stretches the password.
    case signingIn
    /// Fetching and opening the snapshot with this number.
    case opening(generation: UInt64)
}

/// What a recovery needs to know.
package struct RecoveryRequest: Sendable {
    /// The recovery account's user name.
    package let username: String
    /// Its account service.
    package let service: ServiceAddress
    /// The storage account, for example `folder:/media/stick/backup`.
    package let storage: String
    /// The password of the storage account, where it has one.
    package let storagePassword: SecretBytes?
    /// The number of the snapshot to recover; nil for the newest.
    package let version: UInt64?

    /// A request with all its parts.
    package init(
        username: String,
        service: ServiceAddress,
        storage: String,
        storagePassword: SecretBytes? = nil,
        version: UInt64? = nil
    ) {
        self.username = username
        self.service = service
        self.storage = storage
        self.storagePassword = storagePassword
        self.version = version
    }
}
