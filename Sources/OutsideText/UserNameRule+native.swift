extension UserNameRule {
    /// A name in the one form in which names are compared: compatibility-composed, lower-case, without blanks at its ends.
    package static func folded(_ name: String) -> String {
        // What is lower-case may compose otherwise.
        String(name.composedByCompatibility.lowercased().composedByCompatibility.trimmed())
    }

    /// Whether two names are one account's.
    package static func isSame(_ name: String, _ other: String) -> Bool {
        folded(name).utf8.elementsEqual(folded(other).utf8)
    }

    /// Whether a text, composed and in small letters, may become a user name.
    package static func isAcceptable(_ text: some StringProtocol) -> Bool {
        hasPlainSigns(text) && hasOneScript(text)
    }

    /// Whether the text is written in one script, or in those that Chinese, Japanese and Korean mix with Latin.
    ///
    /// The level "highly restrictive" of UTS 39 section 5.2, over the scripts of UAX 31 table 5.
    package static func hasOneScript(_ text: some StringProtocol) -> Bool {
        // Digits and signs belong to every script.
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return true }
        return families.contains { family in
            (try? family.matchingSemantics(.unicodeScalar).wholeMatch(in: String(text))) != nil
        }
    }

    private static var families: [Regex<Substring>] {
        [
            /[\p{scx=Latin}\p{scx=Common}\p{scx=Inherited}]*/,
            /[\p{scx=Cyrillic}\p{scx=Common}\p{scx=Inherited}]*/,
            /[\p{scx=Greek}\p{scx=Common}\p{scx=Inherited}]*/,
            /[\p{scx=Latin}\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Common}\p{scx=Inherited}]*/,
            /[\p{scx=Latin}\p{scx=Han}\p{scx=Bopomofo}\p{scx=Common}\p{scx=Inherited}]*/,
            /[\p{scx=Latin}\p{scx=Han}\p{scx=Hangul}\p{scx=Common}\p{scx=Inherited}]*/,
            /[\p{scx=Arabic}\p{scx=Common}\p{scx=Inherited}]*/,
            /[\p{scx=Armenian}\p{scx=Common}\p{scx=Inherited}]*/,
            /[\p{scx=Bengali}\p{scx=Common}\p{scx=Inherited}]*/,
            /[\p{scx=Devanagari}\p{scx=Common}\p{scx=Inherited}]*/,
            /[\p{scx=Ethiopic}\p{scx=Common}\p{scx=Inherited}]*/,
            /[\p{scx=Georgian}\p{scx=Common}\p{scx=Inherited}]*/,
            /[\p{scx=Gujarati}\p{scx=Common}\p{scx=Inherited}]*/,
            /[\p{scx=Gurmukhi}\p{scx=Common}\p{scx=Inherited}]*/,
            /[\p{scx=Hebrew}\p{scx=Common}\p{scx=Inherited}]*/,
            /[\p{scx=Kannada}\p{scx=Common}\p{scx=Inherited}]*/,
            /[\p{scx=Khmer}\p{scx=Common}\p{scx=Inherited}]*/,
            /[\p{scx=Lao}\p{scx=Common}\p{scx=Inherited}]*/,
            /[\p{scx=Malayalam}\p{scx=Common}\p{scx=Inherited}]*/,
            /[\p{scx=Myanmar}\p{scx=Common}\p{scx=Inherited}]*/,
            /[\p{scx=Oriya}\p{scx=Common}\p{scx=Inherited}]*/,
            /[\p{scx=Sinhala}\p{scx=Common}\p{scx=Inherited}]*/,
            /[\p{scx=Tamil}\p{scx=Common}\p{scx=Inherited}]*/,
            /[\p{scx=Telugu}\p{scx=Common}\p{scx=Inherited}]*/,
            /[\p{scx=Thaana}\p{scx=Common}\p{scx=Inherited}]*/,
            /[\p{scx=Thai}\p{scx=Common}\p{scx=Inherited}]*/,
            /[\p{scx=Tibetan}\p{scx=Common}\p{scx=Inherited}]*/,
        ]
    }
}
