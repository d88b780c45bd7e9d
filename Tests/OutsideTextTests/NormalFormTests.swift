import Foundation
import OutsideText
import Testing

/// Normal forms as utf8proc makes them, beside those of Foundation, which `sparekey` does without.
@Suite struct NormalFormTests {
    /// The scalars that both know, without Korean, whose parts Foundation does not always put together.
    private static let scalars = (UInt32(0)...0x10FFFF).compactMap(Unicode.Scalar.init).filter { scalar in
        let korean: [ClosedRange<UInt32>] = [
            0x1100...0x11FF, 0x3130...0x318F, 0x3200...0x327F, 0xA960...0xA97F, 0xAC00...0xD7FF, 0xFFA0...0xFFDF,
        ]
        guard let age = scalar.properties.age, age.major <= 10 else { return false }
        return !korean.contains { $0.contains(scalar.value) }
    }

    @Test func `every character is composed as Foundation composes it`() {
        let others = Self.scalars.filter { scalar in
            // Foundation takes a mark behind a character beyond 16 bits for one behind its lower 16.
            let texts = scalar.value > 0xFFFF ? [] : ["e\u{323}\(scalar)\u{301}"]
            return (["\(scalar)", "a\(scalar)"] + texts).contains { text in
                !text.composed.utf8.elementsEqual(text.precomposedStringWithCanonicalMapping.utf8)
                    || !text.composedByCompatibility.utf8.elementsEqual(
                        text.precomposedStringWithCompatibilityMapping.utf8
                    )
            }
        }
        #expect(others.map { String($0.value, radix: 16) } == [])
    }

    @Test func `marks in any order are composed as Foundation composes them`() {
        var generator = SystemRandomNumberGenerator()
        let scalars = Self.scalars.filter { $0.value <= 0xFFFF }
        let marks = scalars.filter { $0.properties.canonicalCombiningClass != .notReordered }
        let letters = scalars.filter { $0.properties.generalCategory == .lowercaseLetter }
        var others: [String] = []
        for _ in 0..<20_000 {
            var text = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 1...8, using: &generator) {
                let isMark = Bool.random(using: &generator)
                if let scalar = (isMark ? marks : letters).randomElement(using: &generator) { text.append(scalar) }
            }
            let whole = String(text)
            if !whole.composed.utf8.elementsEqual(whole.precomposedStringWithCanonicalMapping.utf8) {
                others.append(whole.unicodeScalars.map { String($0.value, radix: 16) }.joined(separator: " "))
            }
        }
        #expect(others == [])
    }

    @Test func `every Korean syllable comes back from its parts`() {
        let others = (UInt32(0xAC00)...0xD7A3).compactMap(Unicode.Scalar.init).filter { scalar in
            let syllable = String(scalar)
            let parts = syllable.decomposedStringWithCanonicalMapping
            let open = parts.unicodeScalars.count == 3 ? String(parts.unicodeScalars.dropLast()).composed : ""
            let inTwo = open + String(parts.unicodeScalars.suffix(1))
            return !parts.composed.utf8.elementsEqual(syllable.utf8)
                || !syllable.composed.utf8.elementsEqual(syllable.utf8)
                || !open.isEmpty && !inTwo.composed.utf8.elementsEqual(syllable.utf8)
        }
        #expect(others == [])
    }

    @Test(arguments: [
        ("Zoe\u{308}", "Zo\u{EB}", "Zo\u{EB}"), ("\u{FF21}\u{FB01}", "\u{FF21}\u{FB01}", "Afi"),
        ("\u{1112}\u{1161}\u{11AB}", "\u{D55C}", "\u{D55C}"), ("\u{212B}", "\u{C5}", "\u{C5}"),
        ("q\u{307}\u{323}", "q\u{323}\u{307}", "q\u{323}\u{307}"), ("", "", ""), ("\u{301}a", "\u{301}a", "\u{301}a"),
    ])
    func `a text has one form`(text: String, composed: String, byCompatibility: String) {
        #expect(text.composed.utf8.elementsEqual(composed.utf8))
        #expect(text.composedByCompatibility.utf8.elementsEqual(byCompatibility.utf8))
    }

    @Test func `bytes have the form of the text that is read in them`() {
        let long = String(repeating: "e\u{323}\u{302}\u{1F600}", count: 5000)
        for text in ["", "a", "Zoe\u{308}", "q\u{307}\u{323}", long] {
            #expect(NormalForm.composed(Array(text.utf8)) == Array(text.composed.utf8))
        }
        #expect(NormalForm.composed([0x65, 0xCC, 0x88, 0xFF]) == Array("\u{EB}\u{FFFD}".utf8))
        let surrogate: [UInt8] = [0xED, 0xA0, 0x80]
        #expect(NormalForm.composed(surrogate) == Array(String(decoding: surrogate, as: UTF8.self).utf8))
    }

    @Test func `the character that is made of the most has room`() {
        let text = String(repeating: "\u{FDFA}", count: 1000)
        #expect(text.composed.utf8.elementsEqual(text.utf8))
        #expect(text.composedByCompatibility.unicodeScalars.count == 18_000)
    }
}
