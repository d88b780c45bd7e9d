import OutsideText
import Testing

@Suite struct NameTests {
    @Test func `a line holds nothing that a terminal obeys, that turns text or that is unseen`() {
        #expect(ShownText.line("ada\u{1B}]0;x\u{7}") == "ada ]0;x")
        #expect(ShownText.line("\u{202E}ada\u{2066}\u{200B}\u{FEFF}\u{AD}") == "ada")
        #expect(ShownText.line("a\u{2028}b\u{85}c\nd") == "a b c d")
        #expect(ShownText.line("  Zoë 喵 と Nya  ") == "Zoë 喵 と Nya")
        #expect(ShownText.line("alice👩🏽‍💻 ❤️‍🔥 می‌خواهم") == "alice👩🏽‍💻 ❤️‍🔥 می‌خواهم")
        #expect(ShownText.line("a\u{200D}b\u{FE0F}\u{200C}c \u{200D}") == "abc")
        #expect(ShownText.lines("a\tb\n\u{1B}[2Jc\r\u{9B}\u{2029}") == "a\tb\n [2Jc   ")
        for value in UInt32(0)...0x10FFFF {
            guard let scalar = Unicode.Scalar(value), !ShownText.isShown(scalar) else { continue }
            #expect(!ShownText.line("a\(scalar)b").unicodeScalars.contains(scalar))
        }
        let escaped = ShownText.jsonEscaped("[\"\u{202E}é\u{E0061}\u{9B}\"]\n")
        #expect(escaped == #"["\u202eé\udb40\udc61\u009b"]"# + "\n")
        #expect(ShownText.isShown("Zoë’s phone 📱"))
        #expect(!ShownText.isShown("a\u{202E}b"))
    }

    @Test func `a name between quotation marks does not end them, nor look as if it did`() {
        #expect(ShownText.quotable("Ada's phone") == "Ada's phone")
        #expect(ShownText.quotable("Zoë’s 📱 喵") == "Zoë’s 📱 喵")
        #expect(ShownText.quotable("phone” was removed. „Call “us") == "phone’ was removed. ’Call ’us")
        let marks = [
            "\"", "”", "»", "›", "＂", "⹂", "「", "❞", "″", "ˮ", "״", "〃", "🙷", "⟫", "≫", "''", "’’", "“”", "'’",
        ]
        for mark in marks {
            let shown = ShownText.quotable("phone\(mark) was removed")
            #expect(["phone’ was removed", "phone' was removed"].contains(shown), "\(mark)")
        }
        // What joins with the mark before it, or turns what stands around it.
        #expect(ShownText.quotable("\u{338}\u{20DD}phone\u{301}") == "phone\u{301}")
        #expect(ShownText.quotable("a\u{202E}b\nc") == "a b c")
        #expect(ShownText.quotable(String(repeating: "n", count: 41)) == String(repeating: "n", count: 40) + "…")
        for value in UInt32(0)...0x10FFFF {
            guard let scalar = Unicode.Scalar(value), scalar.properties.isQuotationMark, scalar != "'" else { continue }
            #expect(ShownText.quotable("a\(scalar)b") == "a’b", "\(String(value, radix: 16))")
        }
    }

    @Test func `a name in a table stands without quotation marks unless it passes for a note or the next column`() {
        for name in ["Ada's phone", "Zoë’s 📱 喵", "a-b_c.d+e f", ""] { #expect(ShownText.canStandUnquoted(name)) }
        let mistaken = [
            "phone (this device)", "phone（this", "phone [new]", "phone)", "phone  today", "phone \u{A0}x",
            "a\u{2800}\u{2800}b",
        ]
        for name in mistaken { #expect(!ShownText.canStandUnquoted(name), "\(name)") }
    }

    @Test func `a name has something to see, and is told from another by more than blanks and ways to write accents`() {
        for name in ["a", "📱", "喵", ".", "e\u{301}", " \u{2800}x"] { #expect(ShownText.isSeen(name), "\(name)") }
        let unseen = [
            "", " ", "\u{A0}", "\u{2800}", "\u{1D159}", "\u{16FE4}", "\u{13441}\u{13442}", "\u{301}", "\u{20DD}",
            "\u{E000}", "\u{200B}", "\u{3164}",
        ]
        for name in unseen { #expect(!ShownText.isSeen(name), "\(name.unicodeScalars.map(\.value))") }
        for other in ["My  phone", "My\u{2800}phone", " My\u{A0}phone\u{2800}", "My phone"] {
            #expect(ShownText.compared(other) == "My phone")
        }
        #expect(ShownText.compared("Zo\u{E9}") == ShownText.compared("Zoe\u{301}"))
        for other in ["Myphone", "my phone", "My phone 2", ""] { #expect(ShownText.compared(other) != "My phone") }
    }

    @Test(arguments: [
        "ada", "ada@acme", "a-b_c.d+e f", "zoë", "o’brien", "привет", "αλέξανδρος", "喵とnya", "홍길동kim", "ชาติชาย",
        "अनुराग", "l·lull", "עברית", "user42", "محمد",
    ])
    func `names as people write them are taken`(name: String) {
        #expect(UserNameRule.isAcceptable(name))
    }

    @Test(arguments: [
        "\u{430}da", "ad\u{3B1}", "\u{440}\u{430}ypal", "ceo\u{D4E}@acme", "boss\u{D4E}@acme", "ceo@\u{301}acme",
        "ceo@\u{20DD}acme", "ceo\u{111C2}@acme", "@\u{1F3FB}acme", "a\u{202E}b", "a\u{200B}b", "a\u{0}b", "a\u{2028}b",
        "\u{301}", "ada\u{110BD}", "ada \u{1C36}", "😀",
    ])
    func `names that could be taken for another's are refused`(name: String) {
        #expect(!UserNameRule.isAcceptable(name), "\(name.unicodeScalars.map { String($0.value, radix: 16) })")
    }

    @Test func `nothing that is taken joins with an at sign`() {
        for value in UInt32(0)...0x10FFFF {
            guard let scalar = Unicode.Scalar(value), scalar != "@",
                ![.unassigned, .privateUse].contains(scalar.properties.generalCategory)
            else { continue }
            let letter = String(Character(scalar))
            for name in ["a\(letter)@acme", "a@\(letter)acme"] where !name.contains("@") {
                #expect(!UserNameRule.hasPlainSigns(name), "\(String(value, radix: 16))")
            }
        }
    }
}
