import OutsideText

/// A name from outside as it is kept: one line of text that commands no terminal and turns no direction.
struct ReadableText {
    /// The text without white space around it.
    let text: String
    /// Whether something unreadable was replaced.
    let isDamaged: Bool
    /// Whether the bytes were no UTF-8 and were taken for ISO 8859-1.
    let isGuessed: Bool

    /// Reads bytes, whatever they are.
    init(_ bytes: ArraySlice<UInt8>) {
        let valid = String(validating: bytes, as: UTF8.self)
        let repaired = valid ?? String(decoding: bytes, as: UTF8.self)
        // Text with some letters in good UTF-8 is damaged UTF-8 rather than another encoding.
        isGuessed = valid == nil && repaired.unicodeScalars.allSatisfy { $0.isASCII || $0.value == 0xFFFD }
        let scalars = isGuessed ? bytes.map { Unicode.Scalar($0) } : Array(repaired.unicodeScalars)
        isDamaged = valid == nil && !isGuessed || scalars.contains(where: Self.isControl)
        text = ShownText.line(String(String.UnicodeScalarView(scalars)))
    }

    // Control characters would break lists of lines and could command a terminal.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
