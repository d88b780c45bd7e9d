/// Writes JSON into one buffer.
package struct JSONWriter: Sendable {
    private var bytes: [UInt8] = []

    /// A buffer that holds `capacity` bytes without moving, so that no copy of it is left behind.
    package init(capacity: Int) {
        bytes.reserveCapacity(capacity)
    }

    /// Hands out what was written, the one copy of it.
    package mutating func take() -> [UInt8] {
        defer { bytes = [] }
        return bytes
    }

    /// Writes an object; `members` writes each of them with ``name(_:)`` and a value.
    package mutating func object<E: Error>(_ members: (inout JSONWriter) throws(E) -> Void) throws(E) {
        try list(UInt8(ascii: "{"), UInt8(ascii: "}"), members)
    }

    /// Writes an array; `elements` begins each with ``element()``.
    package mutating func array<E: Error>(_ elements: (inout JSONWriter) throws(E) -> Void) throws(E) {
        try list(UInt8(ascii: "["), UInt8(ascii: "]"), elements)
    }

    /// Begins the next element of an array.
    package mutating func element() {
        if let last = bytes.last, last != UInt8(ascii: "["), last != UInt8(ascii: "{") {
            bytes.append(UInt8(ascii: ","))
        }
    }

    /// Writes a member's name.
    package mutating func name(_ name: String) {
        element()
        string(name)
        bytes.append(UInt8(ascii: ":"))
    }

    /// Writes a text.
    package mutating func string(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        let start = bytes.count
        bytes.append(contentsOf: text.utf8)
        if !isPlain(from: start) {
            // What takes the text's place is longer, so that nothing of it is left behind.
            bytes.removeLast(bytes.count - start)
            escape(text)
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private func isPlain(from start: Int) -> Bool {
        for index in start..<bytes.count {
            let byte = bytes[index]
            if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return false }
        }
        return true
    }

    private mutating func escape(_ text: String) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0..<0x20:
                bytes.append(contentsOf: "\\u00".utf8)
                bytes.append(contentsOf: Hex.encode(CollectionOfOne(byte)).utf8)
            default:
                bytes.append(byte)
            }
        }
    }

    /// Writes a whole number.
    package mutating func integer(_ value: some FixedWidthInteger) {
        bytes.append(contentsOf: String(value).utf8)
    }

    /// Writes `true` or `false`.
    package mutating func boolean(_ value: Bool) {
        bytes.append(contentsOf: (value ? "true" : "false").utf8)
    }

    /// Writes a value that is JSON already.
    package mutating func raw(_ json: [UInt8]) {
        bytes.append(contentsOf: json)
    }

    private mutating func list<E: Error>(
        _ open: UInt8,
        _ close: UInt8,
        _ body: (inout JSONWriter) throws(E) -> Void
    ) throws(E) {
        bytes.append(open)
        try body(&self)
        bytes.append(close)
    }
}
