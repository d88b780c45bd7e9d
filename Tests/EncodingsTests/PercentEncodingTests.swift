import Encodings
import Foundation
import TestSupport
import Testing

@Suite struct PercentEncodingTests {
    private static let unreserved = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
    )

    @Test func `texts are encoded and decoded as Foundation does it`() {
        var generator = SeededGenerator(seed: 3986)
        let signs = Array("aZ09-._~%%%%24fF:/?#[]@ é💶\u{0}\u{301}".unicodeScalars)
        for _ in 0..<2_000 {
            var text = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0...9, using: &generator) {
                text.append(signs[Int.random(in: signs.indices, using: &generator)])
            }
            let plain = String(text)
            let encoded = PercentEncoding.encode(plain)
            #expect(encoded == plain.addingPercentEncoding(withAllowedCharacters: Self.unreserved))
            #expect(PercentEncoding.decode(encoded).map { Array($0.utf8) } == Array(plain.utf8))
            // Foundation repairs some bytes that are no UTF-8; here they are refused.
            guard let decoded = PercentEncoding.decode(plain) else { continue }
            #expect(Array(decoded.utf8) == plain.removingPercentEncoding.map { Array($0.utf8) }, "\(plain)")
        }
    }

    @Test(arguments: ["%", "%4", "%4G", "%G4", "a%", "%C3", "%FF"])
    func `broken texts are refused, and stand for themselves where people wrote them`(text: String) {
        #expect(PercentEncoding.decode(text) == nil)
        let bytes = Array(text.utf8)
        let isWhole = text == "%C3" || text == "%FF"
        #expect((PercentEncoding.decodeLeniently(bytes[...]) == bytes) == !isWhole)
    }

    @Test func `signs that are kept stay, and segments of a path are encoded each`() {
        #expect(PercentEncoding.encode("a@b/c", keeping: "@") == "a@b%2Fc")
        #expect(PercentEncoding.path(["a/b", "c d"]) == "/a%2Fb/c%20d")
    }
}

@Suite struct HexTests {
    @Test func `bytes are two small digits each, and are read in either case`() {
        let bytes = Array(UInt8.min...UInt8.max)
        let text = bytes.map { String(format: "%02x", $0) }.joined()
        #expect(Hex.encode(bytes) == text)
        #expect(Hex.decode(text) == bytes)
        #expect(Hex.decode(text.uppercased()) == bytes)
    }

    @Test(arguments: ["0", "0g", "g0", " 00", "0x00", "+1", "é"])
    func `what is not hexadecimal is refused`(text: String) {
        #expect(Hex.decode(text) == nil)
    }
}
