import SQLDatabase

extension AccountService {
    /// Notes in a new database which keys it belongs to, and refuses one that belongs to others.
    static func bind(_ database: any SQLEngine, to keys: ServerKeys) async throws {
        let fingerprint = keys.fingerprint
        let kept = try await database.write { transaction in
            try transaction.execute(
                "INSERT INTO service (name, value) VALUES ('keys', $1) ON CONFLICT (name) DO NOTHING",
                [.text(fingerprint)]
            )
            return try transaction.row("SELECT value FROM service WHERE name = 'keys'")?.text("value")
        }
        guard kept == fingerprint else { throw ServerKeysError.otherDatabase }
    }

    /// Throws unless the database belongs to these keys.
    static func check(_ database: any SQLEngine, belongsTo keys: ServerKeys) async throws {
        let kept: String?
        do {
            kept = try await database.read { transaction in
                try transaction.row("SELECT value FROM service WHERE name = 'keys'")?.text("value")
            }
        } catch SQLDatabaseError.refused {
            // It has no such table: it is empty, or another program's.
            kept = nil
        }
        guard let kept else { throw DataFolderError.databaseEmpty }
        guard kept == keys.fingerprint else { throw ServerKeysError.otherDatabase }
    }
}
