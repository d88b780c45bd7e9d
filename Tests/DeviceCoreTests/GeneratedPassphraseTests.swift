import DeviceCore
import Foundation
import Primitives
import Testing

@Suite struct GeneratedPassphraseTests {
    private static let words = GeneratedPassphrase.words

    @Test func `the list has 2048 different words of four to eight letters`() {
        #expect(Self.words.count == 2048)
        #expect(Set(Self.words).count == 2048)
        for word in Self.words {
            #expect((4...8).contains(word.count), "\(word)")
            #expect(word.utf8.allSatisfy { (0x61...0x7A).contains($0) }, "\(word)")
        }
    }

    @Test func `no slip of one letter makes another word of the list`() {
        let known = Set(Self.words.map { Array($0.utf8) })
        for word in known {
            for place in word.indices {
                var shorter = word
                shorter.remove(at: place)
                #expect(!known.contains(shorter), "\(String(decoding: word, as: UTF8.self))")
                for letter in 0x61...0x7A as ClosedRange<UInt8> where letter != word[place] {
                    var changed = word
                    changed[place] = letter
                    #expect(!known.contains(changed), "\(String(decoding: word, as: UTF8.self))")
                }
            }
            for place in word.indices.dropLast() where word[place] != word[place + 1] {
                var exchanged = word
                exchanged.swapAt(place, place + 1)
                #expect(!known.contains(exchanged), "\(String(decoding: word, as: UTF8.self))")
            }
        }
    }

    @Test func `a passphrase is six words of the list and a password that is taken`() throws {
        let known = Set(Self.words)
        for _ in 0..<100 {
            let made = GeneratedPassphrase.random()
            let words = made.text.split(separator: " ").map(String.init)
            #expect(words.count == GeneratedPassphrase.count)
            #expect(words.allSatisfy(known.contains))
            #expect(made.secret == SecretBytes(utf8: made.text))
            _ = try Password(new: made.secret, username: "someone@example.org")
        }
    }

    @Test func `every word has the same chance`() {
        var counts: [Substring: Int] = [:]
        let rounds = 8192
        for _ in 0..<rounds {
            for word in GeneratedPassphrase.random().text.split(separator: " ") { counts[word, default: 0] += 1 }
        }
        let expected = Double(rounds * GeneratedPassphrase.count) / 2048
        let square = Self.words.reduce(0) { sum, word in
            let difference = Double(counts[Substring(word)] ?? 0) - expected
            return sum + difference * difference / expected
        }
        // Chi-squared with 2047 degrees of freedom: mean 2047, standard deviation 64; six of them to either side.
        #expect((1663...2431).contains(square))
    }

    @Test func `a passphrase shows itself to nobody who does not ask`() {
        #expect("\(GeneratedPassphrase.random())" == "GeneratedPassphrase(redacted)")
    }
}
