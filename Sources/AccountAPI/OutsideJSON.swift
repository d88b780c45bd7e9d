import OutsideText

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// Reads JSON that the other side of the wire has written.
package enum OutsideJSON {
    /// The largest number that every program reads the same (RFC 7493 section 2.2); what lies beyond counts as it.
    package static let largestNumber: Int64 = (1 << 53) - 1

    /// Decodes a value whose texts are one line each, of what people see, and whose numbers can be counted with.
    package static func decode<Value: Decodable>(_ type: Value.Type, from data: Data) throws -> Value {
        try decode(type, from: data) { ShownText.line($0) }
    }

    /// Decodes a value whose numbers can be counted with; its texts are left for the rules that refuse them.
    package static func decodeUncleaned<Value: Decodable>(_ type: Value.Type, from data: Data) throws -> Value {
        try decode(type, from: data) { $0 }
    }

    private static func decode<Value: Decodable>(
        _ type: Value.Type,
        from data: Data,
        _ clean: (String) -> String
    ) throws -> Value {
        let tree = try JSONDecoder().decode(JSONTree.self, from: data).cleaned(clean)
        return try JSONDecoder().decode(type, from: try JSONEncoder().encode(tree))
    }
}

private enum JSONTree: Codable {
    case null
    case bool(Bool)
    case number(Int64)
    case text(String)
    case list([JSONTree])
    case object([String: JSONTree])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Int64.self) {
            self = .number(min(max(value, -OutsideJSON.largestNumber), OutsideJSON.largestNumber))
        } else if let value = try? container.decode(Double.self) {
            // No number of this interface has a fraction, so this one is too large for any.
            guard value.rounded() == value else { throw Self.fraction(container) }
            self = .number(value < 0 ? -OutsideJSON.largestNumber : OutsideJSON.largestNumber)
        } else if let value = try? container.decode(String.self) {
            self = .text(value)
        } else if let value = try? container.decode([JSONTree].self) {
            self = .list(value)
        } else {
            self = .object(try container.decode([String: JSONTree].self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .text(let value): try container.encode(value)
        case .list(let value): try container.encode(value)
        case .object(let value): try container.encode(value)
        }
    }

    func cleaned(_ clean: (String) -> String) -> JSONTree {
        switch self {
        case .text(let value): .text(clean(value))
        case .list(let values): .list(values.map { $0.cleaned(clean) })
        case .object(let values): .object(values.mapValues { $0.cleaned(clean) })
        case .null, .bool, .number: self
        }
    }

    private static func fraction(_ container: any SingleValueDecodingContainer) -> DecodingError {
        .dataCorrupted(.init(codingPath: container.codingPath, debugDescription: "a number has a fraction"))
    }
}
