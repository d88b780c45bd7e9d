package import Foundation

/// Bytes that a vector file holds as hexadecimal text.
package struct HexBytes: Decodable, Equatable, Sendable {
    /// The bytes.
    package let bytes: [UInt8]

    package init(from decoder: any Decoder) throws {
        let text = [UInt8](try decoder.singleValueContainer().decode(String.self).utf8)
        bytes = try stride(from: 0, to: text.count, by: 2).map { index in
            guard
                index + 1 < text.count,
                let byte = UInt8(String(decoding: text[index...index + 1], as: UTF8.self), radix: 16)
            else { throw CocoaError(.coderReadCorrupt) }
            return byte
        }
    }
}

/// Reads a file of `Vectors/` beside the tests of a module; each one says where its values come from.
package func vectors<T: Decodable>(_ name: String, in bundle: Bundle, as type: T.Type = T.self) throws -> T {
    guard let url = bundle.url(forResource: name, withExtension: "json", subdirectory: "Vectors") else {
        throw CocoaError(.fileNoSuchFile)
    }
    return try JSONDecoder().decode(type, from: Data(contentsOf: url))
}
