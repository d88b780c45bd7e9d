extension SQLEngine {
    /// Applies the migrations that the database has not seen, in order, each in one transaction.
    package func migrate(_ migrations: [SQLMigration]) async throws {
        try await write { transaction in
            try transaction.execute("CREATE TABLE IF NOT EXISTS migration (number BIGINT PRIMARY KEY)")
        }
        let known = migrations.map(\.number)
        for migration in migrations {
            try await write { transaction in
                let newest = try transaction.row("SELECT max(number) AS number FROM migration")
                let applied = try newest?.optionalInteger("number") ?? 0
                guard applied <= (known.max() ?? 0) else { throw SQLDatabaseError.newerSchema }
                guard migration.number > applied else { return }
                for statement in migration.statements {
                    try transaction.execute(statement)
                }
                try transaction.execute("INSERT INTO migration (number) VALUES ($1)", [.integer(migration.number)])
            }
        }
    }
}
