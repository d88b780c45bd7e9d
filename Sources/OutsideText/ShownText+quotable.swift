extension ShownText {
    /// How many scalars of a name that others have chosen stand in a sentence of ours.
    package static let quotedLength = 40

    /// A name that others have chosen, for between quotation marks: one line, no longer than it has to be, and without what
    /// would end the quotation, or looks as if it did.
    package static func quotable(_ text: String) -> String {
        var plain = String.UnicodeScalarView()
        var count = 0
        for scalar in text.unicodeScalars {
            count += 1
            guard count <= quotedLength else { break }
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: plain.append(" ")
            // At the beginning it would change the mark before the name.
            case _ where plain.isEmpty && isCombining(scalar): break
            case _ where scalar == "'" || isQuotationMark(scalar):
                // Two apostrophes in a row look like a quotation mark.
                guard plain.last != "'", plain.last != apostrophe else { break }
                plain.append(scalar == "'" ? scalar : apostrophe)
            default: plain.append(scalar)
            }
        }
        if count > quotedLength { plain.append("…") }
        return String(plain)
    }

    /// Whether a name that others have chosen can stand in a table without quotation marks: it passes neither for a note of
    /// ours behind a name, which stands in brackets, nor for the next column.
    package static func canStandUnquoted(_ text: String) -> Bool {
        var wasBlank = false
        return text.unicodeScalars.allSatisfy { scalar in
            let category = scalar.properties.generalCategory
            let isSecondBlank = wasBlank && isBlank(scalar)
            wasBlank = isBlank(scalar)
            return category != .openPunctuation && category != .closePunctuation && !isSecondBlank
        }
    }

    private static let apostrophe: Unicode.Scalar = "\u{2019}"

    private static func isQuotationMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .initialPunctuation, .finalPunctuation: true
        default: scalar.properties.isQuotationMark || looksLikeQuotationMark(scalar)
        }
    }

    /// Whether people take it for a quotation mark that Unicode calls by another name: primes, ornaments, double brackets.
    private static func looksLikeQuotationMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x2BA, 0x2DD, 0x2EE, 0x2F5, 0x2F6, 0x5F4, 0x2033...0x2034, 0x2036...0x2037, 0x2057: true
        case 0x226A...0x226B, 0x22D8...0x22D9, 0x275B...0x2760, 0x276E...0x276F, 0x27EA...0x27EB: true
        case 0x3003, 0x300A...0x300B, 0x1F676...0x1F678: true
        default: false
        }
    }

    private static func isCombining(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: true
        default: false
        }
    }
}
