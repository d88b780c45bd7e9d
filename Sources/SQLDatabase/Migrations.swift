extension SQLEngine {
    /// Applies the migrations that the database has not seen, in order, each in one transaction.
    package func migrate(_ migrations: [SQLMigration]) async throws {
        let known = migrations.map(\.number).max() ?? 0
        let applied = try await write { transaction in
            try transaction.execute("CREATE TABLE IF NOT EXISTS migration (number BIGINT PRIMARY KEY)")
            return try transaction.newestMigration(known: known)
        }
        for migration in migrations where migration.number > applied {
            try await write { transaction in
                // Another process may have applied it since.
                guard try migration.number > transaction.newestMigration(known: known) else { return }
                for statement in migration.statements {
                    try transaction.execute(statement)
                }
                try transaction.execute("INSERT INTO migration (number) VALUES ($1)", [.integer(migration.number)])
            }
        }
    }
}

extension SQLTransaction {
    /// The number of the last migration that was applied; throws where the program does not know it.
    fileprivate func newestMigration(known: Int64) throws -> Int64 {
        let applied = try row("SELECT max(number) AS number FROM migration")?.optionalInteger("number") ?? 0
        guard applied <= known else { throw SQLDatabaseError.newerSchema }
        return applied
    }
}
