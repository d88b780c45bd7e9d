import Encodings
import OutsideText

/// The fields of a query or of a form, `application/x-www-form-urlencoded`; an empty one counts as left out.
package struct FormFields: Sendable {
    /// The media type of a form.
    package static let mediaType = "application/x-www-form-urlencoded"
    private static let limit = 64
    /// The values by the names of their fields, with those that are empty.
    package private(set) var values: [String: String] = [:]
    /// Whether a field comes more than once, which RFC 6749 section 3.1 forbids.
    package private(set) var hasRepetition = false

    /// No fields.
    package init() {}

    /// Reads the fields; nil if they cannot be decoded or are too many.
    package init?(_ text: some StringProtocol) {
        let pairs = text.pieces(at: "&")
        guard pairs.count <= Self.limit else { return nil }
        for pair in pairs {
            let (before, after) = pair.cut(at: "=") ?? (pair, "")
            guard let name = Self.decode(before), let value = Self.decode(after) else { return nil }
            hasRepetition = hasRepetition || values[name] != nil
            values[name] = value
        }
    }

    /// The value of a field; nil if it is missing or empty.
    package subscript(_ name: String) -> String? {
        values[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Writes fields; those without a value are left out.
    package static func encode(_ fields: KeyValuePairs<String, String?>) -> String {
        fields.compactMap { name, value in
            value.map { "\(PercentEncoding.encode(name))=\(PercentEncoding.encode($0))" }
        }.joined(separator: "&")
    }

    private static func decode(_ text: some StringProtocol) -> String? {
        PercentEncoding.decode(text.replaced("+", by: " "))
    }
}
