import DeviceCore
import Primitives
import Testing

/// The recovery code as it stands on paper.
@Suite struct RecoveryCodeTests {
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    private static func read(_ text: String) -> RecoveryCode? {
        try? RecoveryCode(typed: SecretBytes(utf8: text))
    }

    private static func read(_ bytes: [UInt8]) -> RecoveryCode? {
        try? RecoveryCode(typed: SecretBytes(copying: bytes))
    }

    @Test func `a code comes back as it was written`() throws {
        for _ in 0..<200 {
            let code = RecoveryCode.random()
            #expect(code.text.split(separator: "-").map(\.count) == [4, 4, 4, 4, 4, 4, 4])
            #expect(code.text.utf8.allSatisfy { Self.alphabet.contains($0) || $0 == 0x2D })
            #expect(try RecoveryCode(typed: SecretBytes(utf8: code.text)) == code)
            #expect(code.bytes == SecretBytes(utf8: code.text.replacing("-", with: "")))
        }
    }

    @Test func `two codes are not the same, and every character occurs in every place of the random part`() {
        let codes = (0..<4000).map { _ in Array(RecoveryCode.random().bytes.exposedBytes()) }
        #expect(Set(codes).count == codes.count)
        for place in 0..<RecoveryCode.length {
            #expect(Set(codes.map { $0[place] }).count == 32, "place \(place)")
        }
    }

    @Test func `the check characters are those of the documents`() {
        // docs/protocols/sign-in.md
        #expect(Self.read("0000-0000-0000-0000-0000-0000-0000") != nil)
        #expect(Self.read("0000-0000-0000-0000-0000-0000-0168") != nil)
        #expect(Self.read("0123-4567-89AB-CDEF-GHJK-MNPQ-RSCT") != nil)
    }

    @Test func `case, spaces, hyphens and letters that look like digits do not matter`() throws {
        var seen = (zero: false, one: false)
        for _ in 0..<50 {
            let code = RecoveryCode.random()
            let text = code.text
            seen = (seen.zero || text.contains("0"), seen.one || text.contains("1"))
            let plain = text.replacing("-", with: "")
            let spellings = [
                text.lowercased(), plain, plain.map { "\($0) " }.joined(), "  \(text)\t",
                text.replacing("-", with: "–"),
                text.replacing("0", with: "O"), text.replacing("0", with: "o"), text.replacing("1", with: "I"),
                text.replacing("1", with: "l"), text.replacing("1", with: "L"), text.replacing("1", with: "i"),
                text.replacing("-", with: " . "),
            ]
            for spelling in spellings {
                #expect(Self.read(spelling) == code)
            }
        }
        #expect(seen.zero && seen.one)
    }

    @Test func `every wrong character is noticed`() {
        for _ in 0..<20 {
            let right = RecoveryCode.random().bytes.exposedBytes()
            for place in right.indices {
                for character in Self.alphabet where character != right[place] {
                    var wrong = right
                    wrong[place] = character
                    #expect(Self.read(wrong) == nil, "place \(place)")
                }
            }
        }
    }

    @Test func `every exchange of two characters is noticed, neighbours or not`() {
        var exchanges = 0
        for _ in 0..<100 {
            let right = RecoveryCode.random().bytes.exposedBytes()
            for first in right.indices {
                for second in right.indices.dropFirst(first + 1) where right[first] != right[second] {
                    var wrong = right
                    wrong.swapAt(first, second)
                    #expect(Self.read(wrong) == nil, "places \(first) and \(second)")
                    exchanges += 1
                }
            }
        }
        #expect(exchanges > 30_000)
    }

    @Test func `any two wrong characters are noticed`() {
        let right = RecoveryCode.random().bytes.exposedBytes()
        for first in right.indices {
            for second in right.indices.dropFirst(first + 1) {
                for offset in 1..<32 {
                    var wrong = right
                    wrong[first] = Self.other(right[first], by: offset)
                    wrong[second] = Self.other(right[second], by: Int.random(in: 1..<32))
                    #expect(Self.read(wrong) == nil, "places \(first) and \(second)")
                }
            }
        }
    }

    @Test func `a missing or extra character, and what is no character of a code, is noticed`() {
        for _ in 0..<20 {
            let right = RecoveryCode.random().bytes.exposedBytes()
            for place in right.indices {
                var shorter = right
                shorter.remove(at: place)
                #expect(Self.read(shorter) == nil)
                var longer = right
                longer.insert(right[place], at: place)
                #expect(Self.read(longer) == nil)
                var foreign = right
                foreign[place] = UInt8(ascii: "U")
                #expect(Self.read(foreign) == nil)
            }
        }
        for text in ["", "-", "correct horse battery staple", String(repeating: "A", count: 5000)] {
            #expect(Self.read(text) == nil)
        }
    }

    @Test func `more wrong characters than two are noticed but once in a thousand times`() {
        let right = RecoveryCode.random().bytes.exposedBytes()
        var missed = 0
        for _ in 0..<50_000 {
            var wrong = right
            for place in right.indices.shuffled().prefix(5) {
                wrong[place] = Self.other(right[place], by: Int.random(in: 1..<32))
            }
            missed += Self.read(wrong) == nil ? 0 : 1
        }
        // 50,000 / 1024 is 49; ten standard deviations above is 118.
        #expect(missed < 118)
    }

    @Test func `a code shows itself to nobody who does not ask`() {
        let code = RecoveryCode.random()
        for text in ["\(code)", String(reflecting: code), "\(Mirror(reflecting: code).children.count)"] {
            #expect(!text.contains(code.text.prefix(4)))
        }
        #expect("\(code)" == "RecoveryCode(redacted)")
    }

    private static func other(_ character: UInt8, by offset: Int) -> UInt8 {
        let index = alphabet.firstIndex(of: character) ?? 0
        return alphabet[(index + offset) % alphabet.count]
    }
}
