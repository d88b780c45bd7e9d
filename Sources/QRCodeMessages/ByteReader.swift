/// Numbers and names at places in bytes; nil where the bytes end before.
package struct ByteReader: Sendable {
    private let bytes: ArraySlice<UInt8>

    /// Reads these bytes; places are counted from their start.
    package init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
    }

    /// Whether these letters stand at a place.
    package func has(_ name: StaticString, at offset: Int) -> Bool {
        has(Array("\(name)".utf8), at: offset)
    }

    /// Whether these bytes stand at a place.
    package func has(_ expected: [UInt8], at offset: Int) -> Bool {
        slice(expected.count, at: offset)?.elementsEqual(expected) ?? false
    }

    /// A number whose most significant byte comes first.
    package func bigEndian(_ count: Int, at offset: Int) -> Int? {
        slice(count, at: offset)?.reduce(0) { $0 << 8 | Int($1) }
    }

    /// A number whose least significant byte comes first.
    package func littleEndian(_ count: Int, at offset: Int) -> Int? {
        slice(count, at: offset)?.reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    /// Some of the bytes.
    package func slice(_ count: Int, at offset: Int) -> ArraySlice<UInt8>? {
        guard offset >= 0, count >= 0, count <= bytes.count, offset <= bytes.count - count else { return nil }
        let start = bytes.startIndex + offset
        return bytes[start..<start + count]
    }
}
