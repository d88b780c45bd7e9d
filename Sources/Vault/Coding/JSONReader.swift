import OutsideText

/// Reads JSON (RFC 8259) value by value from bytes; what it says of a failure names no field and no value.
struct JSONReader {
    /// Deeper values are refused.
    private static let depthLimit = 64

    let bytes: [UInt8]
    var position = 0
    private var depth = 0

    /// Reads from the start of `bytes`, which the reader shares: it must be gone before they are wiped.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The first byte of the next value.
    mutating func peek() throws(VaultError) -> UInt8 {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            case let byte: return byte
            }
        }
        throw .damaged
    }

    /// Makes sure that nothing follows.
    mutating func finish() throws(VaultError) {
        guard (try? peek()) == nil else { throw .damaged }
    }

    /// Reads an object; `member` gets each name and reads or skips its value.
    mutating func object(
        _ member: (inout JSONReader, String) throws(VaultError) -> Void
    ) throws(VaultError) {
        try list(open: UInt8(ascii: "{"), close: UInt8(ascii: "}")) { reader throws(VaultError) in
            let name = try reader.string()
            try reader.take(UInt8(ascii: ":"))
            try member(&reader, name)
        }
    }

    /// Reads an array; `element` reads or skips each value.
    mutating func array(_ element: (inout JSONReader) throws(VaultError) -> Void) throws(VaultError) {
        try list(open: UInt8(ascii: "["), close: UInt8(ascii: "]"), element)
    }

    /// Reads a text.
    mutating func string() throws(VaultError) -> String {
        try take(UInt8(ascii: "\""))
        let start = position
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                guard let text = String(validating: bytes[start..<position], as: UTF8.self) else { throw .damaged }
                position += 1
                return text
            case UInt8(ascii: "\\"):
                return try escapedString(from: start)
            case 0..<0x20:
                throw .damaged
            default:
                position += 1
            }
        }
        throw .damaged
    }

    /// Reads a whole number that fits.
    mutating func integer<Integer: FixedWidthInteger>(_: Integer.Type = Integer.self) throws(VaultError) -> Integer {
        _ = try peek()
        let start = position
        while position < bytes.count, bytes[position] == 0x2D || (0x30...0x39).contains(bytes[position]) {
            position += 1
        }
        let digits = String(decoding: bytes[start..<position], as: UTF8.self)
        let isPlain = position == bytes.count || !".eE".utf8.contains(bytes[position])
        guard isPlain, let value = Integer(digits), !digits.begins(with: "-0") else { throw .damaged }
        guard digits.utf8.count == 1 || !digits.begins(with: "0") else { throw .damaged }
        return value
    }

    /// Reads `true` or `false`.
    mutating func boolean() throws(VaultError) -> Bool {
        let value = try peek() == UInt8(ascii: "t")
        try take(word: value ? "true" : "false")
        return value
    }

    /// Reads a text; a value of another kind is skipped and gives nil.
    mutating func optionalString() throws(VaultError) -> String? {
        guard try peek() == UInt8(ascii: "\"") else {
            try skip()
            return nil
        }
        return try string()
    }

    /// Reads a whole number; a value of another kind is skipped and gives nil.
    mutating func optionalInteger<Integer: FixedWidthInteger>(
        _: Integer.Type = Integer.self
    ) throws(VaultError) -> Integer? {
        var trial = self
        if let value = try? trial.integer(Integer.self) {
            self = trial
            return value
        }
        try skip()
        return nil
    }

    /// Passes over a value of any kind and returns where it stood.
    @discardableResult
    mutating func skip() throws(VaultError) -> Range<Int> {
        let first = try peek()
        let start = position
        switch first {
        case UInt8(ascii: "{"): try object { reader, _ throws(VaultError) in try reader.skip() }
        case UInt8(ascii: "["): try array { reader throws(VaultError) in try reader.skip() }
        case UInt8(ascii: "\""): _ = try string()
        case UInt8(ascii: "t"), UInt8(ascii: "f"): _ = try boolean()
        case UInt8(ascii: "n"): try take(word: "null")
        default: try skipNumber()
        }
        return start..<position
    }

    private mutating func skipNumber() throws(VaultError) {
        let start = position
        while position < bytes.count, "+-.0123456789Ee".utf8.contains(bytes[position]) {
            position += 1
        }
        guard Double(String(decoding: bytes[start..<position], as: UTF8.self)) != nil else { throw .damaged }
    }

    private mutating func list(
        open: UInt8,
        close: UInt8,
        _ element: (inout JSONReader) throws(VaultError) -> Void
    ) throws(VaultError) {
        try take(open)
        depth += 1
        guard depth <= Self.depthLimit else { throw .damaged }
        var isFirst = true
        while try peek() != close {
            if !isFirst { try take(UInt8(ascii: ",")) }
            isFirst = false
            try element(&self)
        }
        position += 1
        depth -= 1
    }

    private mutating func take(_ byte: UInt8) throws(VaultError) {
        guard try peek() == byte else { throw .damaged }
        position += 1
    }

    mutating func take(word: String) throws(VaultError) {
        _ = try peek()
        guard bytes[position...].starts(with: word.utf8) else { throw .damaged }
        position += word.utf8.count
    }
}
