/// Text that people see as it is: nothing in it commands a terminal, hides, or turns what stands around it.
package enum ShownText {
    /// Whether a name may hold a scalar: no control, format or direction sign, no separator of lines, nothing unseen.
    package static func isShown(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: false
        default: !scalar.properties.isDefaultIgnorableCodePoint
        }
    }

    /// Whether a text is one line that people see as it is.
    package static func isShown(_ text: some StringProtocol) -> Bool {
        Substring(text).unicodeScalars.allSatisfy { isShown($0) }
    }

    /// The text as one line: controls and ends of lines are blanks, what nobody sees is left out, blanks at the ends too.
    package static func line(_ text: some StringProtocol) -> String {
        guard !isPlain(text) else { return String(text.trimmed()) }
        return String(cleaned(text) { _ in false }.trimmed())
    }

    /// The text with its own lines and tabs, but without anything else that a terminal would obey or that is unseen.
    package static func lines(_ text: some StringProtocol) -> String {
        guard !isPlain(text) else { return String(text) }
        return cleaned(text) { $0 == "\n" || $0 == "\t" }
    }

    /// JSON whose texts hold as escapes what a terminal would obey or nobody sees.
    package static func jsonEscaped(_ json: String) -> String {
        guard !isPlain(json) else { return json }
        return json.unicodeScalars.reduce(into: "") { escaped, scalar in
            if isShown(scalar) || scalar == "\n" {
                escaped.unicodeScalars.append(scalar)
            } else {
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16)
                    escaped += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            }
        }
    }

    private static func cleaned(
        _ text: some StringProtocol,
        keeping isKept: (Unicode.Scalar) -> Bool
    ) -> String {
        var cleaned = String.UnicodeScalarView()
        for scalar in Substring(text).unicodeScalars {
            if isKept(scalar) || isShown(scalar) || joins(scalar, cleaned.last) {
                cleaned.append(scalar)
            } else if scalar.properties.isWhitespace || scalar.properties.generalCategory == .control {
                cleaned.append(" ")
            }
        }
        return String(cleaned)
    }

    // Emoji and letters of some scripts are written with joiners and variation selectors; behind others these are unseen.
    private static func joins(_ scalar: Unicode.Scalar, _ last: Unicode.Scalar?) -> Bool {
        switch scalar.value {
        case 0x200C, 0x200D, 0xFE0E, 0xFE0F: last.map { !$0.isASCII && isShown($0) || $0.value == 0xFE0F } ?? false
        default: false
        }
    }

    // Most text is.
    private static func isPlain(_ text: some StringProtocol) -> Bool {
        text.utf8.allSatisfy { (0x20...0x7E).contains($0) }
    }
}
