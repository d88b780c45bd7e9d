/// Deeper values are refused.
private let depthLimit = 64

/// Reads JSON (RFC 8259) value by value from bytes; what it says of a failure names no field and no value.
///
/// A name that an object holds twice is given twice. Whoever reads the bytes bounds their length.
package struct JSONReader<Failure: JSONFailure>: Sendable {
    /// What is read.
    package let bytes: [UInt8]
    /// Where the next byte stands.
    package internal(set) var position = 0
    private var depth = 0

    /// Reads from the start of `bytes`, which the reader shares: it must be gone before they are wiped.
    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The first byte of the next value.
    package mutating func peek() throws(Failure) -> UInt8 {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            case let byte: return byte
            }
        }
        throw Failure(.malformed)
    }

    /// Makes sure that nothing follows.
    package mutating func finish() throws(Failure) {
        guard (try? peek()) == nil else { throw Failure(.malformed) }
    }

    /// Reads an object; `member` gets each name and reads or skips its value.
    package mutating func object(_ member: (inout Self, String) throws(Failure) -> Void) throws(Failure) {
        try list(open: UInt8(ascii: "{"), close: UInt8(ascii: "}")) { reader throws(Failure) in
            let name = try reader.string()
            try reader.take(UInt8(ascii: ":"))
            try member(&reader, name)
        }
    }

    /// Reads an array; `element` reads or skips each value.
    package mutating func array(_ element: (inout Self) throws(Failure) -> Void) throws(Failure) {
        try list(open: UInt8(ascii: "["), close: UInt8(ascii: "]"), element)
    }

    /// Reads an object whose members are all texts.
    package mutating func texts() throws(Failure) -> [String: String] {
        var texts: [String: String] = [:]
        try object { reader, name throws(Failure) in texts[name] = try reader.string() }
        return texts
    }

    /// Reads a whole number that fits.
    package mutating func integer<Integer: FixedWidthInteger>(
        _: Integer.Type = Integer.self
    ) throws(Failure) -> Integer {
        let isNegative = try peek() == UInt8(ascii: "-")
        if isNegative { position += 1 }
        let digits = digits()
        guard isWhole(digits), position == bytes.count || !".eE-".utf8.contains(bytes[position]) else {
            throw Failure(.malformed)
        }
        var value: Integer = 0
        for digit in bytes[digits] {
            let (shifted, isTooLong) = value.multipliedReportingOverflow(by: 10)
            let unit = Integer(truncatingIfNeeded: digit & 15)
            let (next, isTooLarge) =
                isNegative ? shifted.subtractingReportingOverflow(unit) : shifted.addingReportingOverflow(unit)
            guard !isTooLong, !isTooLarge else { throw Failure(.malformed) }
            value = next
        }
        guard !isNegative || value != 0 else { throw Failure(.malformed) }
        return value
    }

    /// Reads `true` or `false`.
    package mutating func boolean() throws(Failure) -> Bool {
        let value = try peek() == UInt8(ascii: "t")
        try take(word: value ? "true" : "false")
        return value
    }

    /// Reads a text; a value of another kind is skipped and gives nil.
    package mutating func optionalString() throws(Failure) -> String? {
        guard try peek() == UInt8(ascii: "\"") else {
            try skip()
            return nil
        }
        return try string()
    }

    /// Reads a whole number; a value of another kind is skipped and gives nil.
    package mutating func optionalInteger<Integer: FixedWidthInteger>(
        _: Integer.Type = Integer.self
    ) throws(Failure) -> Integer? {
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
    package mutating func skip() throws(Failure) -> Range<Int> {
        let first = try peek()
        let start = position
        switch first {
        case UInt8(ascii: "{"): try object { reader, _ throws(Failure) in try reader.skip() }
        case UInt8(ascii: "["): try array { reader throws(Failure) in try reader.skip() }
        case UInt8(ascii: "\""): _ = try string()
        case UInt8(ascii: "t"), UInt8(ascii: "f"): _ = try boolean()
        case UInt8(ascii: "n"): try take(word: "null")
        default: try skipNumber()
        }
        return start..<position
    }

    // RFC 8259 section 6.
    private mutating func skipNumber() throws(Failure) {
        skip(anyOf: "-")
        guard isWhole(digits()) else { throw Failure(.malformed) }
        if skip(anyOf: ".") {
            guard !digits().isEmpty else { throw Failure(.malformed) }
        }
        if skip(anyOf: "eE") {
            skip(anyOf: "+-")
            guard !digits().isEmpty else { throw Failure(.malformed) }
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

    private mutating func list(
        open: UInt8,
        close: UInt8,
        _ element: (inout Self) throws(Failure) -> Void
    ) throws(Failure) {
        try take(open)
        depth += 1
        guard depth <= depthLimit else { throw Failure(.tooDeep) }
        var isFirst = true
        while try peek() != close {
            if !isFirst { try take(UInt8(ascii: ",")) }
            isFirst = false
            try element(&self)
        }
        position += 1
        depth -= 1
    }

    mutating func take(_ byte: UInt8) throws(Failure) {
        guard try peek() == byte else { throw Failure(.malformed) }
        position += 1
    }

    mutating func take(word: String) throws(Failure) {
        _ = try peek()
        guard bytes[position...].starts(with: word.utf8) else { throw Failure(.malformed) }
        position += word.utf8.count
    }
}
