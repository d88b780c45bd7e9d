import AccountAPI
import Encodings
import Foundation
import Primitives
import SQLDatabase

extension Sequence<UInt8> {
    /// Two lower-case digits a byte.
    var hexadecimal: String { Hex.encode(self) }

    /// RFC 4648 section 5, without padding.
    var base64URL: String { Base64.encodeForURL(self) }
}

extension [UInt8] {
    /// Reads RFC 4648 section 5 without padding; nil for anything else.
    init?(base64URL text: some StringProtocol) {
        guard let bytes = Base64.decodeForURL(text) else { return nil }
        self = bytes
    }
}

extension Identifier {
    /// The identifier as the database holds it.
    var sql: SQLValue { .text(rawValue) }
}

extension SQLRow {
    /// The identifier in a column.
    func id<Named>(_ column: String) throws -> Identifier<Named> {
        guard let id = Identifier<Named>(try text(column)) else { throw SQLDatabaseError.unexpectedColumn(column) }
        return id
    }

    /// The identifier in a column, or nothing.
    func optionalID<Named>(_ column: String) throws -> Identifier<Named>? {
        try optionalText(column) == nil ? nil : try id(column)
    }
}

extension SQLRow {
    /// The kind of credential in a column.
    func kind(_ column: String) throws -> CredentialKind {
        guard let kind = CredentialKind(rawValue: try text(column)) else {
            throw SQLDatabaseError.unexpectedColumn(column)
        }
        return kind
    }
}

extension SQLValue {
    /// A flag as the database holds it.
    static func flag(_ value: Bool) -> SQLValue { .integer(value ? 1 : 0) }
}

extension SQLRow {
    /// The flag in a column.
    func flag(_ column: String) throws -> Bool { try integer(column) != 0 }
}

/// A moment or a length of time, in milliseconds; moments count from 1970.
typealias Milliseconds = Int64

extension Milliseconds {
    static let second: Milliseconds = 1000
    static let minute = 60 * second
    static let hour = 60 * minute
    static let day = 24 * hour
}

extension Date {
    /// Milliseconds since 1970.
    var milliseconds: Milliseconds { Milliseconds((timeIntervalSince1970 * 1000).rounded(.down)) }
}
