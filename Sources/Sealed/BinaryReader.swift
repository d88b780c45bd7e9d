/// Reads fixed-width fields in network byte order; past the end it returns nil.
package struct BinaryReader: Sendable {
    private let bytes: [UInt8]
    private var position = 0

    /// Reads from the start of `bytes`.
    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// How many bytes have been read.
    package var offset: Int { position }
    /// How many bytes are left.
    package var remaining: Int { bytes.count - position }

    /// The next `count` bytes.
    package mutating func take(_ count: Int) -> [UInt8]? {
        lend(count).map(Array.init)
    }

    /// The next `count` bytes without a copy.
    package mutating func lend(_ count: Int) -> ArraySlice<UInt8>? {
        guard count >= 0, count <= remaining else { return nil }
        defer { position += count }
        return bytes[position..<position + count]
    }

    /// The next integer.
    package mutating func integer<Integer: FixedWidthInteger & UnsignedInteger>(_: Integer.Type) -> Integer? {
        guard let field = take(Integer.bitWidth / 8) else { return nil }
        return field.reduce(0) { value, byte in value << 8 | Integer(byte) }
    }
}

extension [UInt8] {
    /// Appends an integer in network byte order.
    package mutating func appendInteger<Integer: FixedWidthInteger & UnsignedInteger>(_ value: Integer) {
        for shift in stride(from: Integer.bitWidth - 8, through: 0, by: -8) {
            append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }
}
