/// A line of a text.
package struct TextLine: Sendable {
    /// Its number, from 1.
    package let number: Int
    /// What it says, without white space at its ends; never empty.
    package let text: String

    /// The lines that are not blank of a text in UTF-8, or in UTF-16 that says so by its first bytes, with any kind of
    /// line end; nil for bytes that are no text.
    package static func all(in bytes: [UInt8]) -> [TextLine]? {
        guard let scalars = scalars(bytes) else { return nil }
        var lines: [TextLine] = []
        var (start, number) = (0, 1)
        for index in 0...scalars.count where index == scalars.count || isLineEnd(scalars[index]) {
            // A carriage return and the line feed behind it end one line.
            if index < scalars.count, scalars[index] == "\n", index > 0, scalars[index - 1] == "\r" {
                start = index + 1
                continue
            }
            let text = trimmed(scalars[start..<index])
            if !text.isEmpty { lines.append(TextLine(number: number, text: String(String.UnicodeScalarView(text)))) }
            (start, number) = (index + 1, number + 1)
        }
        return lines
    }

    private static func scalars(_ bytes: [UInt8]) -> [Unicode.Scalar]? {
        let isLittle = bytes.starts(with: [0xFF, 0xFE])
        guard isLittle || bytes.starts(with: [0xFE, 0xFF]) else {
            guard !bytes.contains(0) else { return nil }
            let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
            return Array(String(decoding: text, as: UTF8.self).unicodeScalars)
        }
        // UTF-16, as some editors save text; its first two bytes tell the order of the others.
        let units = stride(from: 2, to: bytes.count - 1, by: 2).map { index in
            let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
            return isLittle ? second << 8 | first : first << 8 | second
        }
        return Array(String(decoding: units, as: UTF16.self).unicodeScalars)
    }

    private static func isLineEnd(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\n", "\u{B}", "\u{C}", "\r", "\u{85}", "\u{2028}", "\u{2029}": true
        default: false
        }
    }

    private static func trimmed(_ line: ArraySlice<Unicode.Scalar>) -> ArraySlice<Unicode.Scalar> {
        var rest = line.drop { $0.properties.isWhitespace }
        while let last = rest.last, last.properties.isWhitespace { rest.removeLast() }
        return rest
    }
}
