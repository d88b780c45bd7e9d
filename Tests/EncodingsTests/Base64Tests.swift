import Encodings
import Foundation
import TestSupport
import Testing

@Suite struct Base64Tests {
    // RFC 4648 section 10.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func `the vectors of RFC 4648 come out both ways`(plain: String, text: String) {
        #expect(Base64.encode(plain.utf8) == text)
        #expect(Base64.decode(text) == Array(plain.utf8))
    }

    @Test func `bytes are written as Foundation writes them, and come back`() {
        var generator = SeededGenerator(seed: 64)
        for count in 0..<200 {
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
            let text = Data(bytes).base64EncodedString()
            #expect(Base64.encode(bytes) == text)
            guard let bytes = Base64.decode(text) else { continue }
            #expect(Data(bytes) == Data(base64Encoded: text), "\(text)")
            let url = Base64.encodeForURL(bytes)
            #expect(url.utf8.allSatisfy { !"+/=".utf8.contains($0) })
            #expect(Base64.decodeForURL(url) == bytes)
        }
    }

    @Test func `texts are read as Foundation reads them, or refused`() {
        var generator = SeededGenerator(seed: 4648)
        for _ in 0..<4_000 {
            let count = Int.random(in: 0...9, using: &generator)
            let text = String(
                decoding: (0..<count).compactMap { _ in "ABCwxyz019+/==-_ \n".utf8.randomElement(using: &generator) },
                as: UTF8.self
            )
            guard let bytes = Base64.decode(text) else { continue }
            #expect(Data(bytes) == Data(base64Encoded: text), "\(text)")
        }
    }

    @Test(arguments: ["A", "AAAAA", "AA==", "AA=", "AA A", "A+AA", "A/AA", "é"])
    func `what is not written for addresses is refused`(text: String) {
        #expect(Base64.decodeForURL(text) == nil)
    }
}
