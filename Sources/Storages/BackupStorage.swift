// Storages keeps objects of bytes where the user wants them: in a folder, on a WebDAV server, in S3. It also reads from
// the environment by which proxy a server is asked, and whom to trust; account services are asked in the same way.
// It may not know what is in the objects, nor the vault.

package import Encodings

/// A place that keeps sealed snapshots.
///
/// Nothing is assumed of it but these methods.
package protocol BackupStorage: AnyObject, Sendable {
    /// Stores a new object, whole or not at all; where the name is taken it must throw
    /// ``StorageError/alreadyExists`` and leave the object as it is.
    func save(_ bytes: [UInt8], as name: ObjectName) throws(StorageError)

    /// The bytes of an object; one longer than `limit` must not be read into memory.
    func load(_ name: ObjectName, limit: Int) throws(StorageError) -> [UInt8]

    /// The names of a backup's objects, or of all backups' for nil, in any order; empty where there are none. Other
    /// files are left out.
    func list(_ backup: BackupID?) throws(StorageError) -> [ObjectName]

    /// Removes an object, or throws ``StorageError/notFound``.
    func remove(_ name: ObjectName) throws(StorageError)

    /// Removes what is left of a backup that holds no objects and that nobody else writes to, such as an empty folder.
    func forget(_ backup: BackupID)
}

extension BackupStorage {
    package func forget(_ backup: BackupID) {}
}
