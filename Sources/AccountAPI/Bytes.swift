import Encodings

/// Bytes that JSON carries as Base64 (RFC 4648 section 4).
package struct Bytes: Codable, Sendable, Hashable {
    /// The bytes themselves.
    package let bytes: [UInt8]

    /// Wraps bytes for JSON.
    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let bytes = Base64.decode(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not Base64")
        }
        self.bytes = bytes
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(Base64.encode(bytes))
    }
}
