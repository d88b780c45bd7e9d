/// Which texts can be user names: those that nobody can take for another's, as far as that can be told from the text.
package enum UserNameRule {
    /// Whether the text holds letters, digits and usual signs alone, none of which joins with a delimiter such as `@`.
    ///
    /// A letter that joins with what follows it is refused, and so is a mark without a letter before it.
    package static func hasPlainSigns(_ text: some StringProtocol) -> Bool {
        var takesMark = false
        for scalar in Substring(text).unicodeScalars {
            switch scalar.properties.generalCategory {
            case _ where (0x20...0x7E).contains(scalar.value): takesMark = scalar.properties.isAlphabetic
            case _ where joinsWithNext(scalar) || !ShownText.isShown(scalar): return false
            case _ where joinsWithLast(scalar): guard takesMark else { return false }
            case .lowercaseLetter, .uppercaseLetter, .titlecaseLetter, .otherLetter, .modifierLetter: takesMark = true
            case .decimalNumber, .letterNumber, .otherNumber: takesMark = false
            default:
                guard signsInNames.contains(scalar) else { return false }
                takesMark = false
            }
        }
        return true
    }

    /// Whether a letter makes one Character with whatever follows it (Grapheme_Cluster_Break=Prepend, UAX 29).
    package static func joinsWithNext(_ scalar: Unicode.Scalar) -> Bool {
        joiningLetters.contains { $0.contains(scalar.value) }
    }

    // An enclosing mark is none that a name is written with; the vowels of Thai and Lao join though they are letters.
    private static func joinsWithLast(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark: true
        case .enclosingMark: false
        default: scalar.properties.isGraphemeExtend || scalar == "\u{E33}" || scalar == "\u{EB3}"
        }
    }

    /// The letters that make one Character with whatever follows them, in Unicode 16.
    package static let joiningLetters: [ClosedRange<UInt32>] = [
        0x0600...0x0605, 0x06DD...0x06DD, 0x070F...0x070F, 0x0890...0x0891, 0x08E2...0x08E2, 0x0D4E...0x0D4E,
        0x110BD...0x110BD, 0x110CD...0x110CD, 0x111C2...0x111C3, 0x113D1...0x113D1, 0x1193F...0x1193F,
        0x11941...0x11941, 0x11A84...0x11A89, 0x11D46...0x11D46, 0x11F02...0x11F02,
    ]

    // The middle dots of Catalan and Japanese, the apostrophe, geresh and gershayim.
    private static let signsInNames: Set<Unicode.Scalar> = ["\u{B7}", "\u{2019}", "\u{5F3}", "\u{5F4}", "\u{30FB}"]
}
