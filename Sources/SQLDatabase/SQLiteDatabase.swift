import Foundation
import GRDB

/// A database in one SQLite file, or in memory.
package struct SQLiteDatabase: SQLEngine {
    private let writer: any DatabaseWriter
    /// The file; nil for a database in memory.
    private let path: String?

    /// Opens the file at `path` and checks that it is sound; `create` makes it where there is none.
    ///
    /// Only the owner may read it. A commit is on the disk when it returns, even if the power fails next.
    package init(path: String, create: Bool = true) throws {
        guard makeOwnersAlone(path, create: create) else { throw SQLDatabaseError.cannotOpen }
        self.path = path
        writer = try Self.translatingErrors {
            let pool = try DatabasePool(path: path, configuration: Self.configuration)
            // GRDB sets NORMAL for WAL, which may lose the last commits: a used code could then be used again.
            try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
            try pool.writeWithoutTransaction { try Self.check($0) }
            return pool
        }
    }

    /// Makes a database that is gone with this value.
    package init(inMemory: Void) throws {
        path = nil
        writer = try Self.translatingErrors { try DatabaseQueue(configuration: Self.configuration) }
    }

    /// Makes a database that is gone with this value, and holds what `original` holds.
    package init(inMemoryCopyOf original: SQLiteDatabase) throws {
        try self.init(inMemory: ())
        try Self.translatingErrors { try original.writer.backup(to: writer) }
    }

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        configuration.foreignKeysEnabled = true
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA secure_delete = ON") }
        return configuration
    }

    /// Runs `body` on one unchanging state of the database.
    package func read<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLTransaction) throws -> Value
    ) async throws -> Value {
        do {
            guard path == nil else { return try await writer.read { try body(SQLiteTransaction(database: $0)) } }
            return try await writer.writeWithoutTransaction { try Self.readInMemory($0, body) }
        } catch let error as DatabaseError {
            throw Self.translated(error)
        }
    }

    /// Reads over the one connection of a database in memory.
    ///
    /// GRDB would forbid it to write meanwhile, by a setting that has SQLite prepare every statement again.
    private static func readInMemory<Value>(
        _ database: Database,
        _ body: (any SQLTransaction) throws -> Value
    ) throws -> Value {
        let before = database.totalChangesCount
        var value: Value?
        try database.inTransaction(.deferred) {
            value = try body(SQLiteTransaction(database: database))
            return .rollback
        }
        guard let value, database.totalChangesCount == before else {
            throw DatabaseError(resultCode: .SQLITE_READONLY, message: "a read changed something")
        }
        return value
    }

    /// Runs `body` in a transaction that is on the disk once this returns, and undone if `body` throws.
    package func write<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLTransaction) throws -> Value
    ) async throws -> Value {
        do {
            return try await writer.write { try body(SQLiteTransaction(database: $0)) }
        } catch let error as DatabaseError {
            throw Self.translated(error)
        }
    }

    /// Throws ``SQLDatabaseError/damaged`` unless SQLite finds the file sound.
    package func check() async throws {
        do {
            try await writer.read { try Self.check($0) }
        } catch let error as DatabaseError {
            throw Self.translated(error)
        }
    }

    /// Moves the write-ahead log into the file and ends the connections.
    ///
    /// Another process that reads at this moment keeps the log; it moves the rest when it closes.
    package func close() async throws {
        do {
            if let pool = writer as? DatabasePool {
                // Closing the last connection does this as well, but tells nobody whether it could.
                try await pool.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
            }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
            // Told above.
        } catch let error as DatabaseError {
            try? writer.close()
            throw Self.translated(error)
        }
        try Self.translatingErrors {
            try writer.close()
            // The connections that only read are closed last, and cannot take the empty log away.
            if let path {
                let last = try DatabaseQueue(path: path, configuration: Self.configuration)
                _ = try last.read { try Int.fetchOne($0, sql: "PRAGMA schema_version") }
                try last.close()
            }
        }
    }

    private static func check(_ database: Database) throws {
        let findings = try String.fetchAll(database, sql: "PRAGMA quick_check")
        guard findings == ["ok"] else { throw SQLDatabaseError.damaged }
    }

    private static func translatingErrors<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as DatabaseError {
            throw translated(error)
        }
    }

    private static func translated(_ error: DatabaseError) -> SQLDatabaseError {
        switch error.resultCode {
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: .damaged
        case .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_READONLY: .cannotOpen
        case .SQLITE_FULL: .full
        default: .refused(code: error.extendedResultCode.rawValue, message: error.message ?? "")
        }
    }
}

/// Makes sure that there is a file, and that its owner alone may read it; false if that cannot be.
private func makeOwnersAlone(_ path: String, create: Bool) -> Bool {
    let file = open(path, O_RDWR | (create ? O_CREAT : 0) | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o600)
    guard file >= 0 else { return false }
    defer { close(file) }
    return fchmod(file, 0o600) == 0
}

/// A transaction of SQLite.
private struct SQLiteTransaction: SQLTransaction {
    let database: Database

    func rows(_ sql: String, _ arguments: [SQLValue]) throws -> [SQLRow] {
        let statement = try database.cachedStatement(sql: sql)
        // By name: SQLite numbers `$2 … $1` by their first appearance, so a position would bind the wrong one.
        let named = arguments.enumerated().map { index, value in (String(index + 1), Self.databaseValue(value)) }
        try statement.setArguments(StatementArguments(Dictionary(uniqueKeysWithValues: named)))
        let cursor = try Row.fetchCursor(statement)
        var rows: [SQLRow] = []
        while let row = try cursor.next() {
            let columns = row.map { column, value in (column, Self.value(value)) }
            rows.append(SQLRow(columns: Dictionary(columns) { first, _ in first }))
        }
        return rows
    }

    private static func databaseValue(_ value: SQLValue) -> DatabaseValue {
        switch value {
        case .null: .null
        case .integer(let value): value.databaseValue
        case .text(let value): value.databaseValue
        case .blob(let value): Data(value).databaseValue
        }
    }

    private static func value(_ value: DatabaseValue) -> SQLValue {
        switch value.storage {
        case .null: .null
        case .int64(let value): .integer(value)
        case .double(let value): .integer(Int64(value))
        case .string(let value): .text(value)
        case .blob(let value): .blob(Array(value))
        }
    }
}
