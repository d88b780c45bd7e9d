import SQLDatabase
import Synchronization

/// A database that remembers the statements that were run on it.
final class ListeningEngine: SQLEngine {
    private let engine: any SQLEngine
    private let heard = Mutex<[String]>([])

    init(_ engine: any SQLEngine) {
        self.engine = engine
    }

    var statements: [String] { heard.withLock { $0 } }

    func forget() {
        heard.withLock { $0 = [] }
    }

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLTransaction) throws -> Value
    ) async throws -> Value {
        try await engine.read { try body(ListeningTransaction(transaction: $0, engine: self)) }
    }

    func write<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLTransaction) throws -> Value
    ) async throws -> Value {
        try await engine.write { try body(ListeningTransaction(transaction: $0, engine: self)) }
    }

    func check() async throws {
        try await engine.check()
    }

    func close() async throws {
        try await engine.close()
    }

    private struct ListeningTransaction: SQLTransaction {
        let transaction: any SQLTransaction
        let engine: ListeningEngine

        func rows(_ sql: String, _ arguments: [SQLValue]) throws -> [SQLRow] {
            engine.heard.withLock { $0.append(sql) }
            return try transaction.rows(sql, arguments)
        }
    }
}
