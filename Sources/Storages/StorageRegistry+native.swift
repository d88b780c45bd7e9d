import Encodings
package import HTTPExchange
package import Primitives
import Threads

/// Makes storages from their locations.
package enum StorageRegistry {
    /// Shorter than what servers keep a silent connection for.
    private static let idle = Duration.seconds(3)

    /// The storage at a location; `password` is its account's, where it has one: for WebDAV the user's password, for
    /// S3 the secret access key, with a session token on a second line where there is one.
    ///
    /// Once `cancellation` is cancelled, no server is asked for anything any more.
    package static func storage(
        at location: StorageLocation,
        password: SecretBytes? = nil,
        patience: Patience = .standard,
        cancellation: any Cancellation = NeverCancelled()
    ) throws(StorageLocationError) -> any BackupStorage {
        let system = StorageSystem(
            folder: { FolderStorage(folder: $0) },
            network: { certificates throws(StorageLocationError) in
                let pem = try certificates.map { path throws(StorageLocationError) in
                    try ServerTrust.readAuthorities(path)
                }
                return StorageNetwork(
                    client: NetworkClients.client(trusting: try ServerTrust.trusted(authorities: pem), idle: idle),
                    patience: patience,
                    pauses: ThreadPauses(cancellation),
                    cancellation: cancellation,
                    notes: ProcessNotes.shared,
                    now: { Instant.now() }
                )
            }
        )
        return try location.address.storage(password, system)
    }
}
