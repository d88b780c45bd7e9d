import OutsideText
import Testing

/// Every ASCII delimiter behind each letter that joins with what follows, and before marks that join with what they follow.
private let joined: [(delimiter: String, text: String)] = {
    let letters = UserNameRule.joiningLetters.joined().compactMap(Unicode.Scalar.init).map { String(Character($0)) }
    let delimiters = (0x21...0x7E).compactMap { Unicode.Scalar(UInt32($0)) }.filter { !$0.properties.isAlphabetic }
        .map { String(Character($0)) }
    return delimiters.flatMap { delimiter in
        letters.map { (delimiter, "a\($0)\(delimiter)b") }
            + ["\u{300}", "\u{301}", "\u{20DD}", "\u{903}", "\u{200D}", "\u{1F3FB}"].map {
                (delimiter, "a\(delimiter)\($0)b")
            }
    }
}()

@Suite struct BytesTests {
    @Test func `a delimiter is found whatever it joins with`() throws {
        #expect(joined.count > 1000)
        for (delimiter, text) in joined where !delimiter.unicodeScalars.allSatisfy(\.properties.isWhitespace) {
            let start = try #require(text.utf8.firstIndex(of: delimiter.utf8.first ?? 0))
            let before = String(text[..<start])
            let after = String(Substring(text.utf8[start...].dropFirst()))
            #expect(text.holds(delimiter))
            #expect(text.pieces(at: delimiter).map(String.init).map(\.utf8.count) == [before, after].map(\.utf8.count))
            #expect(text.cut(at: delimiter)?.before.isSame(as: before) == true)
            #expect(text.cut(at: delimiter)?.after.isSame(as: after) == true)
            #expect(text.before(delimiter).isSame(as: before))
            #expect(text.replaced(delimiter, by: "").isSame(as: before + after))
            #expect(text.without(prefix: before + delimiter)?.isSame(as: after) == true)
            #expect(text.without(suffix: after)?.isSame(as: before + delimiter) == true)
            let scalar = try #require(delimiter.unicodeScalars.first)
            #expect(text.cut(atLast: scalar)?.after.isSame(as: after) == true)
        }
    }

    @Test func `no delimiter of HTML passes`() {
        for (delimiter, text) in joined where "<>&\"'".unicodeScalars.contains(delimiter.unicodeScalars.first ?? " ") {
            let html = HTMLText.escape(text)
            let rest = html.replaced("&lt;", by: "").replaced("&gt;", by: "").replaced("&amp;", by: "")
                .replaced("&quot;", by: "").replaced("&#39;", by: "")
            #expect(!rest.utf8.contains { "<>&\"'".utf8.contains($0) }, "\(text.unicodeScalars.map(\.value))")
            #expect(rest.utf8.count == text.utf8.count - 1)
        }
        #expect(HTMLText.escape("<a b=\"c\" d='e'>&") == "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;")
    }

    @Test func `texts that Unicode calls equivalent are not the same`() {
        for (one, other) in [("\u{212A}", "K"), ("\u{37E}", ";"), ("\u{1FEF}", "`"), ("e\u{301}", "é")] {
            #expect(one == other)
            #expect(!one.isSame(as: other))
            #expect(!"x\(one)".holds(other))
            #expect(!one.begins(with: other) && !one.ends(with: other))
        }
        #expect("Basic".isSameIgnoringCase(as: "bASIC"))
        #expect(!"\u{212A}".isSameIgnoringCase(as: "k"))
        #expect("BEARER x".beginsIgnoringCase(with: "bearer "))
    }

    @Test func `pieces are what split gives for plain text`() {
        for text in ["", ",", "a", "a,b", ",a,,b,", "a,b,c,d"] {
            #expect(text.pieces(at: ",") == text.split(separator: ","))
            let all = text.split(separator: ",", omittingEmptySubsequences: false)
            #expect(text.pieces(at: ",", keepingEmpty: true) == all)
            #expect(
                text.pieces(at: ",", most: 2, keepingEmpty: true)
                    == text.split(separator: ",", maxSplits: 1, omittingEmptySubsequences: false)
            )
        }
        #expect("a://b".pieces(at: "://") == ["a", "b"])
        #expect("a=b=c".cut(at: "=").map { [$0.before, $0.after] } == ["a", "b=c"])
        #expect("a=b=c".cut(atLast: "=").map { [$0.before, $0.after] } == ["a=b", "c"])
        #expect("abc".cut(at: "=") == nil)
        #expect("\u{2003} a b\r\n\t".trimmed() == "a b")
        #expect("a \u{2003}".trimmedEnd() == "a")
        #expect("a\u{301}\u{301}b".scalarPrefix(2).unicodeScalars.count == 2)
    }

    @Test func `a number is digits and nothing else`() {
        #expect("42".number(Int.self) == 42)
        for text in ["", "+5", "-5", " 5", "5 ", "٥", "5\u{301}", "256", "0x5"] {
            #expect(text.number(UInt8.self) == nil)
        }
    }

    @Test func `a value is never taken for a placeholder`() {
        let values = ["a": "{b}", "b": "{a}", "c": "x"]
        #expect(Placeholders.fill("{a}-{b}-{c}-{d}-{", values) == "{b}-{a}-x-{d}-{")
        #expect(Placeholders.fill("{{a}}", values) == "{{b}}")
        #expect(Placeholders.fill("\u{D4E}{c}", values) == "\u{D4E}x")
    }

    @Test func `this machine is called by few names`() {
        for host in ["localhost", "LOCALHOST", "::1", "[::1]", "127.0.0.1", "127.255.0.9"] {
            #expect(LoopbackHost.isLoopback(host))
        }
        for host in [
            "127.evil.example.com", "127.0.0.1.example", "127.0.0", "127.0.0.256", "127.0.0.+1", "127.0.0.01",
            "127.0.0.1\u{D4E}", "localhost.example", "loca\u{212A}host", "", "128.0.0.1", "::2", "127..0.1",
        ] {
            #expect(!LoopbackHost.isLoopback(host))
        }
    }
}
