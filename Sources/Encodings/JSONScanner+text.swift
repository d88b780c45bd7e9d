extension JSONScanner {
    /// Reads a text.
    mutating func string() throws(JSONError) -> String {
        try take(UInt8(ascii: "\""))
        var text = try Self.text(run())
        while bytes[position] == UInt8(ascii: "\\") {
            position += 1
            text.unicodeScalars.append(try escape())
            text += try Self.text(run())
        }
        position += 1
        return text
    }

    /// Passes over a text, which is checked as one that is read.
    mutating func skipString() throws(JSONError) {
        try take(UInt8(ascii: "\""))
        _ = try run()
        while bytes[position] == UInt8(ascii: "\\") {
            position += 1
            _ = try escape()
            _ = try run()
        }
        position += 1
    }

    private static func text(_ run: ArraySlice<UInt8>) -> String { String(decoding: run, as: UTF8.self) }

    /// The UTF-8 up to the next escape or to the end, which is left to be read.
    private mutating func run() throws(JSONError) -> ArraySlice<UInt8> {
        var (place, seen): (Int, UInt8) = (position, 0)
        while place < bytes.count {
            let byte = bytes[place]
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
                let run = bytes[position..<place]
                position = place
                // Most runs are ASCII, which is UTF-8 in any case.
                guard seen < 0x80 || String(validating: run, as: UTF8.self) != nil else { throw .malformed }
                return run
            }
            guard byte >= 0x20 else { throw .malformed }
            seen |= byte
            place += 1
        }
        throw .malformed
    }

    /// What an escape behind a backslash stands for.
    private mutating func escape() throws(JSONError) -> Unicode.Scalar {
        guard position < bytes.count else { throw .malformed }
        let letter = bytes[position]
        position += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(letter)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try unicodeEscape()
        default: throw .malformed
        }
    }

    private mutating func unicodeEscape() throws(JSONError) -> Unicode.Scalar {
        var value = try codeUnit()
        if (0xD800..<0xDC00).contains(value) {
            // A character beyond the first 65,536 is written as two escapes, RFC 8259 section 7.
            try takeEscape()
            let low = try codeUnit()
            guard (0xDC00..<0xE000).contains(low) else { throw .malformed }
            value = 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(value) else { throw .malformed }
        return scalar
    }

    private mutating func takeEscape() throws(JSONError) {
        guard bytes[position...].starts(with: "\\u".utf8) else { throw .malformed }
        position += 2
    }

    private mutating func codeUnit() throws(JSONError) -> UInt32 {
        guard position + 4 <= bytes.count else { throw .malformed }
        var unit: UInt32 = 0
        for byte in bytes[position..<position + 4] {
            guard let digit = Hex.value(of: byte) else { throw .malformed }
            unit = unit << 4 | UInt32(digit)
        }
        position += 4
        return unit
    }
}
