import Encodings
import Primitives
import Sealed

/// Reads documents of the one schema that this version of the app knows.
enum StoredJSON {
    static func read<Value>(
        _ json: SecretBytes,
        _ read: (inout ContentsReader) throws(ContentsError) -> Value
    ) throws(ContentsError) -> Value {
        var plain = json.exposedBytes()
        defer { wipe(&plain) }
        // Another schema may have other members, so this comes first.
        let schema = try schema(of: plain)
        guard schema == 1 else { throw .unsupportedSchema(schema) }
        return try whole(plain, read)
    }

    // The reader is gone where this returns, so that the bytes can be wiped.
    private static func whole<Value>(
        _ plain: [UInt8],
        _ read: (inout ContentsReader) throws(ContentsError) -> Value
    ) throws(ContentsError) -> Value {
        var reader = ContentsReader(plain)
        let value = try read(&reader)
        try reader.finish()
        return value
    }

    private static func schema(of plain: [UInt8]) throws(ContentsError) -> Int64 {
        var reader = ContentsReader(plain)
        var schema: Int64?
        try reader.object { reader, name throws(ContentsError) in
            if name == "schema" { schema = try reader.integer() } else { try reader.skip() }
        }
        guard let schema else { throw .damaged }
        return schema
    }
}

extension ContentsReader {
    /// Reads a value that may be null, which counts as a member that is not there.
    mutating func unlessNull<Value>(
        _ read: (inout Self) throws(ContentsError) -> Value
    ) throws(ContentsError) -> Value? {
        try skipNull() ? nil : read(&self)
    }

    /// Passes over a null; false where there is something else.
    mutating func skipNull() throws(ContentsError) -> Bool {
        guard try peek() == UInt8(ascii: "n") else { return false }
        try skip()
        return true
    }

    /// Reads a text within the bounds.
    mutating func text() throws(ContentsError) -> String { try string().bounded() }

    /// Reads the text that stands for what the account service named, which need not be an identifier.
    mutating func identifierText<Named>() throws(ContentsError) -> Identifier<Named>.Text {
        Identifier.Text(reading: try text())
    }

    /// Reads a secret in Base32.
    mutating func secret() throws(ContentsError) -> SecretBytes { try string().secretBytes() }

    /// Reads a time in milliseconds.
    mutating func instant() throws(ContentsError) -> Instant { Instant(milliseconds: try integer()) }
}

extension JSONWriter {
    /// Writes a text within the bounds.
    mutating func text(_ name: String, _ value: String) throws(ContentsError) {
        self.name(name)
        string(try value.bounded())
    }

    /// Writes a secret in Base32.
    mutating func secret(_ name: String, _ value: SecretBytes) throws(ContentsError) {
        self.name(name)
        string(try String(base32: value))
    }

    /// Writes a whole number.
    mutating func number(_ name: String, _ value: some FixedWidthInteger) {
        self.name(name)
        integer(value)
    }

    /// Writes a flag where it is set.
    mutating func flag(_ name: String, ifSet value: Bool) {
        guard value else { return }
        self.name(name)
        boolean(true)
    }
}

extension Dictionary where Key == String {
    /// The members in the order of their names' bytes.
    var inOrder: [Element] { sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) } }
}
