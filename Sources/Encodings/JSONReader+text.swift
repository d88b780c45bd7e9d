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

extension JSONReader {
    /// Reads a text.
    package mutating func string() throws(Failure) -> String {
        try take(UInt8(ascii: "\""))
        var text = try run()
        while bytes[position] == UInt8(ascii: "\\") {
            position += 1
            text.unicodeScalars.append(try escape())
            text += try run()
        }
        position += 1
        return text
    }

    /// The text up to the next escape or to the end, which is left to be read.
    private mutating func run() throws(Failure) -> String {
        let start = position
        var isASCII = true
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                let run = bytes[start..<position]
                // Most runs are ASCII, which is UTF-8 in any case.
                if isASCII { return String(decoding: run, as: UTF8.self) }
                guard let text = String(validating: run, as: UTF8.self) else { throw Failure(.malformed) }
                return text
            case 0..<0x20: throw Failure(.malformed)
            case 0x80...: isASCII = false
            default: break
            }
            position += 1
        }
        throw Failure(.malformed)
    }

    /// What an escape behind a backslash stands for.
    private mutating func escape() throws(Failure) -> Unicode.Scalar {
        guard position < bytes.count else { throw Failure(.malformed) }
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
        default: throw Failure(.malformed)
        }
    }

    private mutating func unicodeEscape() throws(Failure) -> Unicode.Scalar {
        var value = try codeUnit()
        if (0xD800..<0xDC00).contains(value) {
            // A character beyond the first 65,536 is written as two escapes, RFC 8259 section 7.
            try takeEscape()
            let low = try codeUnit()
            guard (0xDC00..<0xE000).contains(low) else { throw Failure(.malformed) }
            value = 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(value) else { throw Failure(.malformed) }
        return scalar
    }

    private mutating func takeEscape() throws(Failure) {
        guard bytes[position...].starts(with: "\\u".utf8) else { throw Failure(.malformed) }
        position += 2
    }

    private mutating func codeUnit() throws(Failure) -> UInt32 {
        guard position + 4 <= bytes.count else { throw Failure(.malformed) }
        var unit: UInt32 = 0
        for byte in bytes[position..<position + 4] {
            guard let digit = Hex.value(of: byte) else { throw Failure(.malformed) }
            unit = unit << 4 | UInt32(digit)
        }
        position += 4
        return unit
    }
}
