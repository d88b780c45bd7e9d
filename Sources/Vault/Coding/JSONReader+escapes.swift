import Sodium

extension JSONReader {
    /// The rest of a text that has an escape; `start` is where the text begins.
    mutating func escapedString(from start: Int) throws(VaultError) -> String {
        var text = Array(bytes[start..<position])
        defer { wipe(&text) }
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let result = String(validating: text, as: UTF8.self) else { throw .damaged }
                return result
            case UInt8(ascii: "\\"): text.append(contentsOf: try escape())
            case 0..<0x20: throw .damaged
            default: text.append(byte)
            }
        }
        throw .damaged
    }

    /// The bytes that an escape behind a backslash stands for.
    private mutating func escape() throws(VaultError) -> [UInt8] {
        guard position < bytes.count else { throw .damaged }
        let letter = bytes[position]
        position += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [letter]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"): return try unicodeEscape()
        default: throw .damaged
        }
    }

    private mutating func unicodeEscape() throws(VaultError) -> [UInt8] {
        var value = UInt32(try codeUnit())
        if (0xD800..<0xDC00).contains(value) {
            // A character beyond the first 65,536 is written as two escapes, RFC 8259 section 7.
            try take(word: "\\u")
            let low = UInt32(try codeUnit())
            guard (0xDC00..<0xE000).contains(low) else { throw .damaged }
            value = 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(value) else { throw .damaged }
        return Array(String(Character(scalar)).utf8)
    }

    private mutating func codeUnit() throws(VaultError) -> UInt16 {
        guard position + 4 <= bytes.count else { throw .damaged }
        let digits = bytes[position..<position + 4]
        guard
            digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw .damaged }
        position += 4
        return unit
    }
}
