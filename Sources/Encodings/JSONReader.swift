/// Reads JSON (RFC 8259) value by value from bytes; what it says of a failure names no field and no value.
///
/// A name that an object holds twice is given twice. Whoever reads the bytes bounds their length.
package struct JSONReader<Failure: JSONFailure>: Sendable {
    private var scanner: JSONScanner

    /// Reads from the start of `bytes`, which the reader shares: it must be gone before they are wiped.
    package init(_ bytes: [UInt8]) {
        scanner = JSONScanner(bytes)
    }

    /// What is read.
    package var bytes: [UInt8] { scanner.bytes }
    /// Where the next byte stands.
    package var position: Int { scanner.position }

    /// The first byte of the next value.
    package mutating func peek() throws(Failure) -> UInt8 {
        try scan { scanner throws(JSONError) in try scanner.peek() }
    }

    /// Makes sure that nothing follows.
    package mutating func finish() throws(Failure) {
        guard (try? scanner.peek()) == nil else { throw Failure(.malformed) }
    }

    /// Reads an object; `member` gets each name and reads or skips its value.
    package mutating func object(_ member: (inout Self, String) throws(Failure) -> Void) throws(Failure) {
        try list(open: UInt8(ascii: "{"), close: UInt8(ascii: "}")) { reader throws(Failure) in
            try member(&reader, reader.scan { scanner throws(JSONError) in try scanner.name() })
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

    /// Reads a text.
    package mutating func string() throws(Failure) -> String {
        try scan { scanner throws(JSONError) in try scanner.string() }
    }

    /// Reads a whole number that fits.
    package mutating func integer<Integer: FixedWidthInteger>(
        _: Integer.Type = Integer.self
    ) throws(Failure) -> Integer {
        let (magnitude, isNegative) = try scan { scanner throws(JSONError) in try scanner.integer() }
        let value = isNegative ? Integer(exactly: -Int128(magnitude)) : Integer(exactly: magnitude)
        guard let value else { throw Failure(.malformed) }
        return value
    }

    /// Reads `true` or `false`.
    package mutating func boolean() throws(Failure) -> Bool {
        try scan { scanner throws(JSONError) in try scanner.boolean() }
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
        try scan { scanner throws(JSONError) in try scanner.skip() }
    }

    private mutating func list(
        open: UInt8,
        close: UInt8,
        _ element: (inout Self) throws(Failure) -> Void
    ) throws(Failure) {
        try scan { scanner throws(JSONError) in try scanner.begin(open) }
        var isFirst = true
        while try scan({ scanner throws(JSONError) in try scanner.goesOn(to: close, isFirst: isFirst) }) {
            isFirst = false
            try element(&self)
        }
    }

    private mutating func scan<Value>(
        _ step: (inout JSONScanner) throws(JSONError) -> Value
    ) throws(Failure) -> Value {
        do throws(JSONError) {
            return try step(&scanner)
        } catch {
            throw Failure(error)
        }
    }
}

extension JSONReader where Failure == JSONError {
    /// The members of one object of texts, for catalogues of words; nil for any other document.
    ///
    /// It is not generic, so that a release build has a version of the reader for it.
    package static func texts(of bytes: [UInt8]) -> [String: String]? {
        var reader = JSONReader(bytes)
        guard let texts = try? reader.texts(), (try? reader.finish()) != nil else { return nil }
        return texts
    }
}
