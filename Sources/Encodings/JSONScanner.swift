/// Deeper values are refused.
private let depthLimit = 64

/// What a ``JSONReader`` does to each byte.
///
/// Unlike the reader it is not generic, so that a release build runs it at full speed whatever the reader's failures are.
struct JSONScanner: Sendable {
    let bytes: [UInt8]
    var position = 0
    private var depth = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The first byte of the next value.
    mutating func peek() throws(JSONError) -> UInt8 {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            case let byte: return byte
            }
        }
        throw .malformed
    }

    mutating func take(_ byte: UInt8) throws(JSONError) {
        guard try peek() == byte else { throw .malformed }
        position += 1
    }

    /// Enters an object or an array.
    mutating func begin(_ open: UInt8) throws(JSONError) {
        try take(open)
        depth += 1
        guard depth <= depthLimit else { throw .tooDeep }
    }

    /// Whether another member or element follows; at the end it leaves the object or array.
    mutating func goesOn(to close: UInt8, isFirst: Bool) throws(JSONError) -> Bool {
        guard try peek() != close else {
            position += 1
            depth -= 1
            return false
        }
        if !isFirst { try take(UInt8(ascii: ",")) }
        return true
    }

    /// The name of a member, and the colon behind it.
    mutating func name() throws(JSONError) -> String {
        let name = try string()
        try take(UInt8(ascii: ":"))
        return name
    }

    mutating func boolean() throws(JSONError) -> Bool {
        let value = try peek() == UInt8(ascii: "t")
        try take(word: value ? "true" : "false")
        return value
    }

    /// A whole number of at most 64 bits without its sign.
    mutating func integer() throws(JSONError) -> (magnitude: UInt64, isNegative: Bool) {
        let isNegative = try peek() == UInt8(ascii: "-")
        if isNegative { position += 1 }
        let digits = digits()
        guard isWhole(digits), position == bytes.count || !isFraction(bytes[position]) else { throw .malformed }
        var magnitude: UInt64 = 0
        for index in digits {
            let (shifted, isTooLong) = magnitude.multipliedReportingOverflow(by: 10)
            let (next, isTooLarge) = shifted.addingReportingOverflow(UInt64(bytes[index] & 15))
            guard !isTooLong, !isTooLarge else { throw .malformed }
            magnitude = next
        }
        guard !isNegative || magnitude != 0 else { throw .malformed }
        return (magnitude, isNegative)
    }

    private func isFraction(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"), UInt8(ascii: "-"): true
        default: false
        }
    }

    /// Passes over a value of any kind and returns where it stood.
    mutating func skip() throws(JSONError) -> Range<Int> {
        let first = try peek()
        let start = position
        switch first {
        case UInt8(ascii: "{"): try skipList(to: UInt8(ascii: "}"))
        case UInt8(ascii: "["): try skipList(to: UInt8(ascii: "]"))
        case UInt8(ascii: "\""): try skipString()
        case UInt8(ascii: "t"), UInt8(ascii: "f"): _ = try boolean()
        case UInt8(ascii: "n"): try take(word: "null")
        default: try skipNumber()
        }
        return start..<position
    }

    private mutating func skipList(to close: UInt8) throws(JSONError) {
        try begin(peek())
        var isFirst = true
        while try goesOn(to: close, isFirst: isFirst) {
            isFirst = false
            if close == UInt8(ascii: "}") {
                try skipString()
                try take(UInt8(ascii: ":"))
            }
            _ = try skip()
        }
    }

    // RFC 8259 section 6.
    private mutating func skipNumber() throws(JSONError) {
        skip(anyOf: "-")
        guard isWhole(digits()) else { throw .malformed }
        if skip(anyOf: ".") {
            guard !digits().isEmpty else { throw .malformed }
        }
        if skip(anyOf: "eE") {
            skip(anyOf: "+-")
            guard !digits().isEmpty else { throw .malformed }
        }
    }

    @discardableResult
    private mutating func skip(anyOf signs: String) -> Bool {
        guard position < bytes.count, signs.utf8.contains(bytes[position]) else { return false }
        position += 1
        return true
    }

    private mutating func digits() -> Range<Int> {
        let start = position
        while position < bytes.count, (0x30...0x39).contains(bytes[position]) {
            position += 1
        }
        return start..<position
    }

    // No zero stands in front.
    private func isWhole(_ digits: Range<Int>) -> Bool {
        digits.count == 1 || !digits.isEmpty && bytes[digits.lowerBound] != UInt8(ascii: "0")
    }

    private mutating func take(word: String) throws(JSONError) {
        _ = try peek()
        guard bytes[position...].starts(with: word.utf8) else { throw .malformed }
        position += word.utf8.count
    }
}
