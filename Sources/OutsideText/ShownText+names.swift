extension ShownText {
    /// Whether people see a blank, whatever Unicode calls it.
    package static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        // To Unicode these are symbols, marks and letters: the empty one of the signs for the blind, a note without a
        // head, and what fills the room of a sign.
        case 0x2800, 0x1D159, 0x16FE4, 0x13441...0x13442: true
        default: scalar.properties.isWhitespace
        }
    }

    /// Whether people see anything of a name: more than blanks, marks that need a letter before them, and what has no
    /// form that all have agreed on.
    package static func isSeen(_ name: some StringProtocol) -> Bool {
        Substring(name).unicodeScalars.contains { scalar in
            switch scalar.properties.generalCategory {
            case .nonspacingMark, .spacingMark, .enclosingMark, .privateUse, .unassigned: false
            default: isShown(scalar) && !isBlank(scalar)
            }
        }
    }

    /// A name as people tell it from others: blanks in a row are one plain blank, and those at the ends are gone.
    ///
    /// To be compared with `==`, for which texts are equal that Unicode calls equivalent.
    package static func compared(_ name: String) -> String {
        var plain = String.UnicodeScalarView()
        for scalar in name.trimmed(isBlank).unicodeScalars {
            if !isBlank(scalar) {
                plain.append(scalar)
            } else if plain.last != " " {
                plain.append(" ")
            }
        }
        return String(plain)
    }
}
