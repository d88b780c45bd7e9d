import SQLDatabase

@testable import AccountServer

extension SQLiteDatabase {
    /// Made once: to apply the whole history of the schema takes longer than most tests.
    private static let migrated = Task {
        let database = try SQLiteDatabase(inMemory: ())
        try await database.migrate(Schema.migrations)
        return database
    }

    /// A database in memory of the caller's own, with the tables of the service and nothing in them.
    static func withSchema() async throws -> SQLiteDatabase {
        try await SQLiteDatabase(inMemoryCopyOf: migrated.value)
    }
}
