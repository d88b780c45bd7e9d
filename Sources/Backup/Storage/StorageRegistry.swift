package import Primitives

/// Makes storages from their locations.
package enum StorageRegistry {
    /// The storage at a location; `password` is its account's, where it has one: for WebDAV the user's password, for
    /// S3 the secret access key, with a session token on a second line where there is one.
    package static func storage(
        at location: StorageLocation,
        password: SecretBytes? = nil,
        patience: Patience = .standard
    ) throws(StorageLocationError) -> any BackupStorage {
        try location.address.storage(password: password, patience: patience)
    }
}
