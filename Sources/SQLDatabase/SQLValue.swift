/// A value that goes into a statement or comes out of a row.
package enum SQLValue: Sendable, Hashable {
    /// No value.
    case null
    /// A BIGINT.
    case integer(Int64)
    /// A TEXT.
    case text(String)
    /// A BLOB, or BYTEA.
    case blob([UInt8])

    /// A BIGINT or no value.
    package static func integer(_ value: Int64?) -> SQLValue {
        value.map { .integer($0) } ?? .null
    }

    /// A TEXT or no value.
    package static func text(_ value: String?) -> SQLValue {
        value.map { .text($0) } ?? .null
    }
}

/// One row of a result.
package struct SQLRow: Sendable, Equatable {
    private let columns: [String: SQLValue]

    /// Makes a row from its columns.
    package init(columns: [String: SQLValue]) {
        self.columns = columns
    }

    /// The value of a column that holds an integer.
    package func integer(_ column: String) throws -> Int64 {
        guard case .integer(let value) = columns[column] else { throw SQLDatabaseError.unexpectedColumn(column) }
        return value
    }

    /// The value of a column that holds text.
    package func text(_ column: String) throws -> String {
        guard case .text(let value) = columns[column] else { throw SQLDatabaseError.unexpectedColumn(column) }
        return value
    }

    /// The value of a column that holds bytes.
    package func blob(_ column: String) throws -> [UInt8] {
        guard case .blob(let value) = columns[column] else { throw SQLDatabaseError.unexpectedColumn(column) }
        return value
    }

    /// The value of a column that holds an integer or nothing.
    package func optionalInteger(_ column: String) throws -> Int64? {
        columns[column] == .null ? nil : try integer(column)
    }

    /// The value of a column that holds text or nothing.
    package func optionalText(_ column: String) throws -> String? {
        columns[column] == .null ? nil : try text(column)
    }

    /// The value of a column that holds bytes or nothing.
    package func optionalBlob(_ column: String) throws -> [UInt8]? {
        columns[column] == .null ? nil : try blob(column)
    }
}
