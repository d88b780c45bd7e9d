// SQLDatabase runs one SQL text on the engine at hand: SQLite now, PostgreSQL later. It knows no table and no rule.

/// A database that runs work in transactions.
///
/// The SQL is the part that every engine understands: `$1` parameters, times as BIGINT milliseconds, identifiers as
/// TEXT, a primary key on every table, no triggers and no sequences.
package protocol SQLEngine: Sendable {
    /// Runs `body` on one unchanging state of the database.
    func read<Value: Sendable>(_ body: @escaping @Sendable (any SQLTransaction) throws -> Value) async throws -> Value

    /// Runs `body` in a transaction that is durable once this returns, and undone if `body` throws.
    ///
    /// An engine may run `body` again after a conflict, so it must have no effect but on the transaction.
    func write<Value: Sendable>(_ body: @escaping @Sendable (any SQLTransaction) throws -> Value) async throws -> Value

    /// Throws ``SQLDatabaseError/damaged`` unless the database is sound.
    func check() async throws

    /// Ends the connections; every commit then stands in the main file, and nothing can be read or written any more.
    func close() async throws
}

/// What a transaction offers to the code inside it.
package protocol SQLTransaction {
    /// Runs one statement with the values of `$1`, `$2`… and returns its rows.
    func rows(_ sql: String, _ arguments: [SQLValue]) throws -> [SQLRow]
}

extension SQLTransaction {
    /// Runs one statement and returns its first row.
    package func row(_ sql: String, _ arguments: [SQLValue] = []) throws -> SQLRow? {
        try rows(sql, arguments).first
    }

    /// Runs one statement for its effect.
    package func execute(_ sql: String, _ arguments: [SQLValue] = []) throws {
        _ = try rows(sql, arguments)
    }
}

/// One step of the schema's history.
package struct SQLMigration: Sendable {
    /// The step's number, from 1, never given twice.
    package let number: Int64
    /// The statements, one definition each.
    package let statements: [String]

    /// Describes a step.
    package init(number: Int64, statements: [String]) {
        self.number = number
        self.statements = statements
    }
}

/// Says why a database cannot be used.
package enum SQLDatabaseError: Error, Equatable, Sendable {
    /// The file cannot be opened: its folder is missing, or it belongs to someone else.
    case cannotOpen
    /// The file is not a database, or its check found damage: restore it from a copy.
    case damaged
    /// A newer version of the program has changed the schema.
    case newerSchema
    /// The disk is full, or a quota is used up.
    case full
    /// The engine refused a statement; the message holds none of its values.
    case refused(code: Int32, message: String)
    /// A row has no column of this name, or its value has another type.
    case unexpectedColumn(String)
}
