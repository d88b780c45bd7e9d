package import Vault

/// A place that keeps sealed snapshots.
///
/// Nothing is assumed of it but these four methods.
package protocol BackupStorage: Sendable {
    /// Stores a new object, whole or not at all; where the name is taken it must throw
    /// ``StorageError/alreadyExists`` and leave the object as it is.
    func save(_ bytes: [UInt8], as name: ObjectName) async throws(StorageError)

    /// The bytes of an object; one longer than `limit` must not be read into memory.
    func load(_ name: ObjectName, limit: Int) async throws(StorageError) -> [UInt8]

    /// The names of a backup's objects, or of all backups' for nil, in any order; empty where there are none. Other
    /// files are left out.
    func list(_ backup: BackupID?) async throws(StorageError) -> [ObjectName]

    /// Removes an object, or throws ``StorageError/notFound``.
    func remove(_ name: ObjectName) async throws(StorageError)

    /// Removes what is left of a backup that holds no objects and that nobody else writes to, such as an empty folder.
    func forget(_ backup: BackupID) async
}

extension BackupStorage {
    package func forget(_ backup: BackupID) async {}
}
