import OneTimePassword

/// Addresses of accounts as people keep them in a file: one a line.
package struct AddressList: Sendable {
    /// The longest list in bytes.
    package static let largest = 1 << 20

    /// The lines that hold something other than a comment, with their numbers from 1.
    package let lines: [(number: Int, text: String)]

    /// Reads UTF-8, or UTF-16 that says so by its first bytes, with any kind of line end.
    package init(_ bytes: [UInt8]) throws(Failure) {
        guard bytes.count <= Self.largest else { throw Failure(.listTooLong) }
        var lines: [(number: Int, text: String)] = []
        for (index, line) in Self.lines(of: Self.scalars(bytes)).enumerated() {
            let text = Self.trimmed(line)
            guard let first = text.first, first != "#" else { continue }
            lines.append((index + 1, String(String.UnicodeScalarView(text))))
        }
        self.lines = lines
    }

    private static func scalars(_ bytes: [UInt8]) -> [Unicode.Scalar] {
        switch (bytes.first, bytes.dropFirst().first) {
        case (0xFF, 0xFE), (0xFE, 0xFF):
            // UTF-16, as some editors save text; its first two bytes tell the order of the others.
            let isLittle = bytes[0] == 0xFF
            let units = stride(from: 2, to: bytes.count - 1, by: 2).map { index in
                let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
                return isLittle ? second << 8 | first : first << 8 | second
            }
            return Array(String(decoding: units, as: UTF16.self).unicodeScalars)
        default:
            let hasMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
            return Array(String(decoding: hasMark ? bytes[3...] : bytes[...], as: UTF8.self).unicodeScalars)
        }
    }

    private static func lines(of scalars: [Unicode.Scalar]) -> [ArraySlice<Unicode.Scalar>] {
        var lines: [ArraySlice<Unicode.Scalar>] = []
        var start = scalars.startIndex
        for (index, scalar) in scalars.enumerated() where isLineEnd(scalar) {
            // A carriage return and the line feed behind it end one line.
            if scalar == "\n", index > 0, scalars[index - 1] == "\r" {
                start = index + 1
                continue
            }
            lines.append(scalars[start..<index])
            start = index + 1
        }
        return lines + [scalars[start...]]
    }

    private static func isLineEnd(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\n", "\u{B}", "\u{C}", "\r", "\u{85}", "\u{2028}", "\u{2029}": true
        default: false
        }
    }

    private static func trimmed(_ line: ArraySlice<Unicode.Scalar>) -> ArraySlice<Unicode.Scalar> {
        var rest = line.drop(while: \.properties.isWhitespace)
        while let last = rest.last, last.properties.isWhitespace { rest.removeLast() }
        return rest
    }
}

extension OTPAuthURI {
    /// Reads an address that stands in a list; what is wrong with it is told with the line's number.
    init(_ line: (number: Int, text: String)) throws(Failure) {
        do throws(OTPAuthURIError) {
            try self.init(parsing: line.text)
        } catch {
            throw error.failure.inLine(line.number)
        }
    }
}

extension Failure {
    /// The same failure, of one line of a list.
    func inLine(_ number: Int) -> Failure { with(.line(number)).in(.list) }

    /// The number of the line of a list that it is about.
    package var line: Int? {
        if case .line(let number) = detail { number } else { nil }
    }
}
