import OutsideText

extension MarkupReader {
    private static let attributeLimit = 64

    /// The byte that stands next.
    var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    /// Passes over a text if it stands next.
    @discardableResult
    mutating func take(_ text: String) -> Bool {
        guard next == text.utf8.first, bytes[position...].starts(with: text.utf8) else { return false }
        position += text.utf8.count
        return true
    }

    /// Passes over white space, if there is any.
    @discardableResult
    mutating func skipSpace() -> Bool {
        let start = position
        while let next, Self.isSpace(next) { position += 1 }
        return position > start
    }

    /// What stands before the next place of a text, which is passed over.
    mutating func take(upTo text: String) throws(MarkupError) -> ArraySlice<UInt8> {
        let start = position
        while position < bytes.count {
            let end = position
            if take(text) { return bytes[start..<end] }
            position += 1
        }
        throw MarkupError()
    }

    /// Makes sure that the document is text, and holds no character that XML refuses (section 2.2).
    func checkCharacters() throws(MarkupError) {
        guard let text = String(validating: bytes, as: UTF8.self), text.unicodeScalars.allSatisfy(Self.isCharacter)
        else { throw MarkupError() }
    }

    /// Passes over the first line that says in what the document is written: other than UTF-8 only what is the same in
    /// ASCII.
    mutating func declaration() throws(MarkupError) {
        let start = position
        guard take("<?xml"), let next, Self.isSpace(next) else {
            position = start
            return
        }
        let declaration = try take(upTo: "?>")
        guard bytes.allSatisfy({ $0 < 0x80 }) || Self.isUnicode(declaration) else { throw MarkupError() }
    }

    /// Passes over the rest of a comment.
    mutating func comment() throws(MarkupError) {
        _ = try take(upTo: "--")
        guard take(">") else { throw MarkupError() }
    }

    /// Passes over the rest of an instruction; a declaration is none.
    mutating func instruction() throws(MarkupError) {
        let target = try name()
        guard String(decoding: target, as: UTF8.self).lowercased() != "xml" else { throw MarkupError() }
        guard !take("?>") else { return }
        guard skipSpace() else { throw MarkupError() }
        _ = try take(upTo: "?>")
    }

    /// Reads a name, with its prefix.
    mutating func name() throws(MarkupError) -> ArraySlice<UInt8> {
        let start = position
        guard let next, Self.isNameStart(next) else { throw MarkupError() }
        while let next = self.next, Self.isNamePart(next) { position += 1 }
        return bytes[start..<position]
    }

    /// Passes over the attributes of a tag, each of another name.
    mutating func attributes() throws(MarkupError) {
        var names: [ArraySlice<UInt8>] = []
        while skipSpace(), let next, next != UInt8(ascii: ">"), next != UInt8(ascii: "/") {
            let name = try name()
            guard names.count < Self.attributeLimit, !names.contains(name) else { throw MarkupError() }
            names.append(name)
            skipSpace()
            guard take("=") else { throw MarkupError() }
            skipSpace()
            guard let quote = self.next, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
                throw MarkupError()
            }
            position += 1
            _ = try characters(until: quote)
            guard self.next == quote else { throw MarkupError() }
            position += 1
        }
    }

    /// Reads text with its references, up to a byte that is left to be read.
    mutating func characters(until end: UInt8) throws(MarkupError) -> String {
        var text = ""
        var start = position
        while let next, next != end {
            switch next {
            case UInt8(ascii: "&"):
                text += Self.text(bytes[start..<position])
                position += 1
                text.unicodeScalars.append(try reference())
                start = position
            // The first of these two belongs to a tag; the second ends a section that nobody began.
            case UInt8(ascii: "<"): throw MarkupError()
            case UInt8(ascii: "]") where end == UInt8(ascii: "<") && bytes[position...].starts(with: "]]>".utf8):
                throw MarkupError()
            default: position += 1
            }
        }
        return text + Self.text(bytes[start..<position])
    }

    private mutating func reference() throws(MarkupError) -> Unicode.Scalar {
        let start = position
        while let next, next != UInt8(ascii: ";") {
            position += 1
            guard position - start <= 10 else { throw MarkupError() }
        }
        guard next != nil else { throw MarkupError() }
        let name = String(decoding: bytes[start..<position], as: UTF8.self)
        position += 1
        switch name {
        case "lt": return "<"
        case "gt": return ">"
        case "amp": return "&"
        case "quot": return "\""
        case "apos": return "'"
        default: return try Self.numbered(bytes[start..<position - 1])
        }
    }

    // Section 4.1: `#` and a decimal number, or `#x` and a hexadecimal one.
    private static func numbered(_ reference: ArraySlice<UInt8>) throws(MarkupError) -> Unicode.Scalar {
        guard reference.first == UInt8(ascii: "#") else { throw MarkupError() }
        let isHexadecimal = reference.dropFirst().first == UInt8(ascii: "x")
        let digits = reference.dropFirst(isHexadecimal ? 2 : 1)
        let base: UInt32 = isHexadecimal ? 16 : 10
        var value: UInt32 = 0
        for byte in digits {
            guard let digit = Hex.value(of: byte), digit < base, value <= 0x10FFFF else { throw MarkupError() }
            value = value * base + UInt32(digit)
        }
        guard !digits.isEmpty, let scalar = Unicode.Scalar(value), isCharacter(scalar) else { throw MarkupError() }
        return scalar
    }

    /// Text as it is read: every end of a line is one line feed (section 2.11).
    static func text(_ bytes: ArraySlice<UInt8>) -> String {
        guard bytes.contains(0x0D) else { return String(decoding: bytes, as: UTF8.self) }
        var text: [UInt8] = []
        var isReturn = false
        for byte in bytes {
            if byte == 0x0D || !(isReturn && byte == 0x0A) { text.append(byte == 0x0D ? 0x0A : byte) }
            isReturn = byte == 0x0D
        }
        return String(decoding: text, as: UTF8.self)
    }

    // Without an encoding it is UTF-8.
    private static func isUnicode(_ declaration: ArraySlice<UInt8>) -> Bool {
        let text = String(decoding: declaration, as: UTF8.self).lowercased()
        return !text.holds("encoding") || text.holds("utf-8")
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }

    /// Whether a name can begin with a byte; letters beyond ASCII are not told from other signs.
    static func isNameStart(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x41...0x5A, 0x61...0x7A, 0x3A, 0x5F, 0x80...: true
        default: false
        }
    }

    private static func isNamePart(_ byte: UInt8) -> Bool {
        isNameStart(byte) || (0x30...0x39).contains(byte) || byte == 0x2D || byte == 0x2E
    }

    private static func isCharacter(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D, 0x20...0xFFFD, 0x10000...: true
        default: false
        }
    }
}
