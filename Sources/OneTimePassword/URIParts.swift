import Encodings

/// An `otpauth` URI cut into its parts, which are still percent-encoded.
///
/// URL parsers cut a label at an unencoded `#` and refuse spaces, so this type cuts by hand.
struct URIParts {
    /// The schemes that are read or told by name, in lower case.
    static let schemes: Set = ["otpauth", "apple-otpauth", "otpauth-migration", "steam", "motp"]

    /// The text before `://` in lower case.
    let scheme: String
    /// The type of code in lower case: what stands between `://` and the label.
    let type: String
    /// Whether a slash ends the type, without which a text is not of the form type and label.
    let hasLabel: Bool
    /// The text between the type and the query.
    let label: ArraySlice<UInt8>
    /// The parameters in their order, with their names in lower case.
    let parameters: [(name: String, value: ArraySlice<UInt8>)]
    /// All that follows `://`.
    let afterScheme: ArraySlice<UInt8>

    /// Whether a line ends within the address, or another address begins in it.
    let holdsAnother: Bool

    /// Cuts a text, or returns nil if it has no scheme.
    init?(_ text: String) {
        let bytes = Self.trimmed(Array(text.utf8)[...])
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), bytes[colon...].starts(with: "://".utf8) else {
            return nil
        }
        scheme = Self.lowercased(bytes[..<colon])
        holdsAnother = Self.holdsAnother(bytes[(colon + 3)...])
        afterScheme = bytes[(colon + 3)...]
        let typeEnd = afterScheme.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") }
        type = Self.lowercased(afterScheme[..<(typeEnd ?? afterScheme.endIndex)])
        var rest = afterScheme[(typeEnd ?? afterScheme.endIndex)...]
        hasLabel = rest.first == UInt8(ascii: "/")
        if hasLabel {
            rest.removeFirst()
        }
        let queryStart = Self.queryStart(in: rest)
        label = rest[..<queryStart]
        parameters = Self.parameters(in: rest[queryStart...].dropFirst())
    }

    // A question mark in the label is told from the start of the query by the parameter that follows the latter.
    private static func queryStart(in bytes: ArraySlice<UInt8>) -> Int {
        let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
        for index in bytes.indices where bytes[index] == UInt8(ascii: "?") {
            let name = bytes[(index + 1)...].prefix { letters.contains($0 | 0x20) || $0 == UInt8(ascii: "_") }
            if !name.isEmpty, bytes[name.endIndex...].first == UInt8(ascii: "=") {
                return index
            }
        }
        return bytes.firstIndex(of: UInt8(ascii: "?")) ?? bytes.endIndex
    }

    private static func parameters(in query: ArraySlice<UInt8>) -> [(name: String, value: ArraySlice<UInt8>)] {
        query.split(separator: UInt8(ascii: "&")).map { part in
            // Links copied out of HTML source separate parameters by `&amp;`.
            let field = part.starts(with: "amp;".utf8) ? part.dropFirst(4) : part
            let equals = field.firstIndex(of: UInt8(ascii: "=")) ?? field.endIndex
            let name = PercentEncoding.decodeLeniently(field[..<equals])
            return (lowercased(name[...]), field[equals...].dropFirst())
        }
    }

    private static func holdsAnother(_ rest: ArraySlice<UInt8>) -> Bool {
        let separator = Array("://".utf8)
        let lineEnds: [[UInt8]] = [[0xC2, 0x85], [0xE2, 0x80, 0xA8], [0xE2, 0x80, 0xA9]]
        for index in rest.indices {
            if UInt8(ascii: "\n")...UInt8(ascii: "\r") ~= rest[index] { return true }
            // The line ends of Unicode: U+0085, U+2028 and U+2029.
            let next = rest[index...]
            if lineEnds.contains(where: { next.starts(with: $0) }) { return true }
            guard next.starts(with: separator) else { continue }
            let before = lowercased(rest[..<index].suffix(32))
            if schemes.contains(where: { before.utf8.reversed().starts(with: $0.utf8.reversed()) }) { return true }
        }
        return false
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let byteOrderMark: [UInt8] = [0xef, 0xbb, 0xbf]
        var rest = bytes.starts(with: byteOrderMark) ? bytes.dropFirst(3) : bytes
        rest = rest.drop { $0 <= UInt8(ascii: " ") }
        while let last = rest.last, last <= UInt8(ascii: " ") {
            rest.removeLast()
        }
        return rest
    }

    private static func lowercased(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes, as: UTF8.self).lowercased()
    }
}
