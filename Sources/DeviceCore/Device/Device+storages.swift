package import HTTPExchange
package import Primitives
package import Storages

extension Device {
    /// Makes the storage at a location, which is asked for as long as somebody waits.
    package typealias MakeStorage =
        @Sendable (StorageLocation, SecretBytes?, Patience, any Cancellation) throws(StorageLocationError)
        -> any BackupStorage

    /// The storage at a location, asked for as long as somebody waits.
    func storage(
        at location: StorageLocation,
        password: SecretBytes?,
        patience: Patience = .standard
    ) throws(StorageLocationError) -> OpenStorage {
        OpenStorage(storage: try makeStorage(location, password, patience, cancellation), location: location)
    }
}
