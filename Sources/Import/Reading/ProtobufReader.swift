/// Reads the fields of a message in the encoding of Protocol Buffers.
struct ProtobufReader {
    /// What a field holds: a number, or bytes; of the fixed lengths there are none here.
    enum Value {
        case number(UInt64)
        case bytes([UInt8])
    }

    private let bytes: [UInt8]
    private var position = 0
    /// Whether reading ended before the bytes did.
    private(set) var isDamaged = false

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The next field; nil at the end, and where the bytes are damaged.
    mutating func next() -> (number: UInt64, value: Value)? {
        guard position < bytes.count, !isDamaged else { return nil }
        guard let key = variable() else { return fail() }
        switch key & 7 {
        case 0:
            guard let value = variable() else { return fail() }
            return (key >> 3, .number(value))
        case 1: return fixed(8, key)
        case 2:
            guard let length = variable().flatMap({ Int(exactly: $0) }), length <= bytes.count - position else {
                return fail()
            }
            defer { position += length }
            return (key >> 3, .bytes(Array(bytes[position..<position + length])))
        case 5: return fixed(4, key)
        default: return fail()
        }
    }

    private mutating func fixed(_ length: Int, _ key: UInt64) -> (number: UInt64, value: Value)? {
        guard length <= bytes.count - position else { return fail() }
        defer { position += length }
        return (key >> 3, .bytes(Array(bytes[position..<position + length])))
    }

    private mutating func fail() -> (number: UInt64, value: Value)? {
        isDamaged = true
        return nil
    }

    /// A number in groups of seven bits, the lowest first; a negative one takes ten bytes.
    private mutating func variable() -> UInt64? {
        var value: UInt64 = 0
        for shift in stride(from: 0, to: 70, by: 7) {
            guard position < bytes.count else { return nil }
            let byte = bytes[position]
            position += 1
            value |= shift < 64 ? UInt64(byte & 0x7F) << UInt64(shift) : 0
            if byte & 0x80 == 0 { return value }
        }
        return nil
    }
}
