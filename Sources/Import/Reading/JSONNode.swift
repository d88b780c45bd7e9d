import Encodings
import OutsideText

/// A value of a document and where it stands, so that what is wrong can be named.
struct JSONNode {
    let value: JSONValue
    /// The place in the document, for example `db.entries[3]`; empty for the document itself.
    let path: String

    init(_ value: JSONValue, at path: String) {
        (self.value, self.path) = (value, path)
    }

    /// The place, for what is left out.
    var place: ImportPlace { .path(path) }

    /// A member of an object; nil where there is none, where it is null, or where this is no object.
    subscript(_ name: String) -> JSONNode? {
        guard case .object(let members) = value else { return nil }
        for member in members where member.name.utf8.elementsEqual(name.utf8) {
            if case .null = member.value { return nil }
            return JSONNode(member.value, at: path.isEmpty ? name : path + "." + name)
        }
        return nil
    }

    /// Whether this is an object with such a member, null or not.
    func has(_ name: String) -> Bool {
        guard case .object(let members) = value else { return false }
        return members.contains { $0.name.utf8.elementsEqual(name.utf8) }
    }

    /// The elements of an array; nil for anything else.
    var elements: [JSONNode]? {
        guard case .array(let values) = value else { return nil }
        return values.enumerated().map { JSONNode($1, at: "\(path)[\($0)]") }
    }

    /// The text; nil for anything else.
    var text: String? {
        guard case .string(let text) = value else { return nil }
        return text
    }

    /// The whole number, also where an app writes numbers as texts; nil for anything else.
    var integer: Int64? {
        switch value {
        case .number(let digits): Int64(String(decoding: digits, as: UTF8.self))
        case .string(let text): Int64(text)
        default: nil
        }
    }

    /// The truth value, also where an app writes it as a text or a number; false for anything else.
    var isTrue: Bool {
        switch value {
        case .boolean(let value): value
        case .string(let text): text.utf8.elementsEqual("true".utf8)
        case .number(let digits): digits == [UInt8(ascii: "1")]
        default: false
        }
    }
}

extension JSONNode {
    /// The text of a member; nil where there is none.
    func text(_ name: String) -> String? { self[name]?.text }

    /// The number of a member as it is written; the empty text for a member that is none, nil where there is no member.
    func number(_ name: String) -> String? {
        switch self[name]?.value {
        case nil: nil
        case .number(let digits): String(decoding: digits, as: UTF8.self)
        case .string(let text): text
        default: ""
        }
    }

    /// The text of a member that a file cannot do without.
    func needed(_ name: String) throws(ImportError) -> String {
        guard let text = text(name) else { throw missing(name) }
        return text
    }

    /// The whole number of a member that a file cannot do without.
    func neededInteger(_ name: String) throws(ImportError) -> Int64 {
        guard let value = self[name]?.integer else { throw missing(name) }
        return value
    }

    /// The elements of a member that a file cannot do without.
    func neededElements(_ name: String) throws(ImportError) -> [JSONNode] {
        guard let elements = self[name]?.elements else { throw missing(name) }
        return elements
    }

    /// The bytes of a member in Base64 that a file cannot do without.
    func neededBase64(_ name: String) throws(ImportError) -> [UInt8] {
        guard let bytes = Base64.decode(try needed(name)) else { throw missing(name) }
        return bytes
    }

    /// The bytes of a member in hexadecimal digits that a file cannot do without.
    func neededHex(_ name: String, count: Int) throws(ImportError) -> [UInt8] {
        guard let bytes = Hex.decode(try needed(name)), bytes.count == count else { throw missing(name) }
        return bytes
    }

    private func missing(_ name: String) -> ImportError {
        .damaged(at: path.isEmpty ? name : path + "." + name)
    }
}
