import Foundation
package import SQLDatabase

/// The folder that holds the database and, beside it, the key file.
package struct DataFolder: Sendable {
    private let path: String

    /// Names the folder.
    package init(path: String) {
        self.path = path
    }

    /// The key file.
    package var keysFile: ServerKeysFile { ServerKeysFile(path: "\(path)/keys.json") }

    /// The file of the keys that sign ID tokens.
    package var signingKeysFile: SigningKeysFile { SigningKeysFile(path: "\(path)/signing-keys.json") }

    /// Whether there is a database.
    package var hasDatabase: Bool { FileManager.default.fileExists(atPath: databasePath) }

    private var databasePath: String { "\(path)/sparekey.sqlite" }

    /// Reads the keys; makes them where there is neither a key file nor a database.
    package func openKeys() throws -> ServerKeys {
        guard PrivateFile.createFolder(path) else { throw ConfigurationError.noDataFolder }
        if keysFile.exists { return try keysFile.read() }
        guard !hasDatabase else { throw ServerKeysError.missing }
        do {
            try keysFile.create(.generate())
        } catch  where keysFile.exists {
            // Another process was first; its keys are read below.
        }
        return try keysFile.read()
    }

    /// Opens the database, and checks that it is sound.
    package func openDatabase() throws -> any SQLEngine {
        try SQLiteDatabase(path: databasePath)
    }
}
