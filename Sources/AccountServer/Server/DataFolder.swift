import Foundation
import LocalFiles
package import SQLDatabase

/// The folder that holds the database and, beside it, the key files.
package struct DataFolder: Sendable {
    /// What a folder may hold where a service is founded by its first start: what a file system makes on its own, and
    /// what this program makes before.
    private static let unimportant: Set = ["lost+found", lockName, "outbox"]
    private static let lockName = "service.lock"
    private static let keysName = "keys.json"
    private static let signingKeysName = "signing-keys.json"
    private static let databaseName = "sparekey.sqlite"
    /// The folder.
    package let path: String

    /// Names the folder.
    package init(path: String) {
        self.path = path
    }

    /// The key file.
    package var keysFile: ServerKeysFile { ServerKeysFile(path: "\(path)/\(Self.keysName)") }

    /// The file of the keys that sign ID tokens.
    package var signingKeysFile: SigningKeysFile { SigningKeysFile(path: "\(path)/\(Self.signingKeysName)") }

    private var databasePath: String { "\(path)/\(Self.databaseName)" }

    /// Throws unless there is a service with its key file and its database; opens neither.
    package func requireService() throws(DataFolderError) {
        let names = try names() ?? []
        switch (names.contains(Self.keysName), names.contains(Self.databaseName)) {
        case (true, true):
            // SQLite would write into an empty file.
            let attributes = try? FileManager.default.attributesOfItem(atPath: databasePath)
            guard (attributes?[.size] as? NSNumber)?.intValue != 0 else { throw .databaseEmpty }
        case (true, false): throw .databaseMissing
        case (false, true): throw .keysMissing
        case (false, false): throw .noService(folder: path)
        }
    }

    /// Whether the first start may found a service here: the folder is missing or empty.
    package func isEmpty() throws(DataFolderError) -> Bool {
        try names().map { Self.unimportant.isSuperset(of: $0) } ?? true
    }

    /// Makes the folder, new keys and an empty database; nothing of a service may be there.
    ///
    /// The caller holds the lock, and binds the database to the keys by opening the service.
    package func found() throws {
        let parts = [Self.keysName, Self.signingKeysName, Self.databaseName]
        guard try (names() ?? []).isDisjoint(with: parts) else { throw DataFolderError.occupied(folder: path) }
        guard PrivateFile.createFolder(path) else { throw ConfigurationError.noDataFolder }
        try keysFile.create(.generate())
        guard PrivateFile.create(databasePath, contents: Data()) else { throw SQLDatabaseError.cannotOpen }
    }

    /// Opens the database, and checks that it is sound.
    package func openDatabase() throws -> any SQLEngine {
        try SQLiteDatabase(path: databasePath, create: false)
    }

    /// Keeps other processes from serving this folder until the value that is returned goes; makes the folder.
    package func lock() throws -> FolderLock {
        _ = try names()
        guard PrivateFile.createFolder(path) else { throw ConfigurationError.noDataFolder }
        return try FolderLock(path: "\(path)/\(Self.lockName)", folder: path)
    }

    /// How many bytes can still be written beside the database; nil where the system does not tell.
    package var freeSpace: Int64? {
        let attributes = try? FileManager.default.attributesOfFileSystem(forPath: path)
        return (attributes?[.systemFreeSize] as? NSNumber)?.int64Value
    }

    /// The names in the folder; nil where there is none.
    private func names() throws(DataFolderError) -> Set<String>? {
        do throws(FileFailure) {
            return Set(try Files.names(in: path))
        } catch {
            if error.code == ENOENT { return nil }
            throw .unreadable(folder: path)
        }
    }
}

/// Says why a folder of data cannot be used.
package enum DataFolderError: Error, Equatable, Sendable {
    /// The folder is missing, or holds no service.
    case noService(folder: String)
    /// It is no folder, or this user may not read it.
    case unreadable(folder: String)
    /// The folder holds other files and no service, so that the first start founds none.
    case notEmpty(folder: String)
    /// The folder holds a service, or parts of one, so that none is founded.
    case occupied(folder: String)
    /// Another process serves the folder.
    case inUse(folder: String)
    /// There are keys, but the database is missing.
    case databaseMissing
    /// There is a database, but the keys are missing: nobody could sign in any more.
    case keysMissing
    /// There are keys, but the database is empty or another program's.
    case databaseEmpty
}
