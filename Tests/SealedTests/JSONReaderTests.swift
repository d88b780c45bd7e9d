import Encodings
import Foundation
import Primitives
import TestSupport
import Testing

@testable import Sealed

@Suite struct JSONReaderTests {
    private func reads(_ text: [UInt8]) -> Bool {
        var reader = ContentsReader(text)
        guard (try? reader.skip()) != nil else { return false }
        return (try? reader.finish()) != nil
    }

    static let texts = [
        "null", "true", "false", "0", "-1", "1.5e-3", "\"\"", "[]", "{}", " [ 1 , {\"a\" : [ ] } ]\n",
        "\"\\u0041\\ud83d\\udcb6\\n\\/\"",
        "[1,2,3]", "{\"a\":1,\"b\":[true,false,null]}", "\"é💶\"",
    ]

    @Test(arguments: texts)
    func `well-formed values are read`(text: String) {
        #expect(reads(Array(text.utf8)))
        #expect((try? JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)) != nil)
    }

    static let broken = [
        "", " ", "nul", "tru", "truefalse", "[1,]", "[,1]", "[1 2]", "{\"a\"}", "{\"a\":}", "{a:1}", "{\"a\":1,}", "[",
        "]", "{", "\"",
        "\"\\x\"", "\"\\u12\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\udc00\"", "\"\u{1}\"", "1 2", "--1", "[1}",
        "+-",
        "\"\\u+041\"", "\"a\nb\"",
    ]

    @Test(arguments: broken)
    func `broken values are refused`(text: String) {
        #expect(!reads(Array(text.utf8)))
    }

    @Test func `bytes that are no UTF-8 are refused`() {
        #expect(!reads([0x22, 0xC3, 0x22]))
        #expect(!reads([0x22, 0xED, 0xA0, 0x80, 0x22]))
        #expect(!reads([0x22, 0xFF, 0x22]))
    }

    @Test func `values nested too deeply are refused`() {
        #expect(reads(Array((String(repeating: "[", count: 64) + String(repeating: "]", count: 64)).utf8)))
        #expect(!reads(Array((String(repeating: "[", count: 65) + String(repeating: "]", count: 65)).utf8)))
        #expect(!reads([UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)))
    }

    @Test(arguments: ["", "plain", "a:b \"c\"\\/\n\t\r\u{8}\u{C}\u{0}\u{1F}", "Zürich 💶", "\u{2028}\u{7F}"])
    func `texts come back as they were written, as other readers read them too`(text: String) throws {
        var writer = JSONWriter(capacity: 0)
        writer.array { writer in
            writer.element()
            writer.string(text)
        }
        let bytes = writer.finish().exposedBytes()
        #expect(try JSONDecoder().decode([String].self, from: Data(bytes)) == [text])
        var reader = ContentsReader(bytes)
        var found: [String] = []
        try reader.array { reader throws(ContentsError) in found.append(try reader.string()) }
        #expect(found == [text])
        let escaped = try JSONEncoder().encode([text])
        reader = ContentsReader(Array(escaped))
        found = []
        try reader.array { reader throws(ContentsError) in found.append(try reader.string()) }
        #expect(found == [text])
    }

    @Test func `whole numbers must fit and be written plainly`() throws {
        func number<Integer: FixedWidthInteger>(_ text: String, _: Integer.Type) -> Integer? {
            var reader = ContentsReader(Array(text.utf8))
            return try? reader.integer(Integer.self)
        }
        #expect(number("18446744073709551615", UInt64.self) == .max)
        #expect(number("18446744073709551616", UInt64.self) == nil)
        #expect(number("-9", Int.self) == -9)
        #expect(number("-9", UInt64.self) == nil)
        for text in ["01", "-0", "1.0", "1e2", "", "-", "1-2", "x"] {
            #expect(number(text, Int.self) == nil, "\(text)")
        }
    }

    @Test func `what was cut or changed anywhere never crashes`() throws {
        let json = try PortableCoding.encode(samplePortable()).exposedBytes()
        for index in stride(from: 0, to: json.count, by: 3) {
            #expect(!reads(Array(json[..<index])))
            for bit in [1, 2, 32, 128] as [UInt8] {
                var changed = json
                changed[index] ^= bit
                var reader = ContentsReader(changed)
                _ = try? reader.skip()
                #expect(reader.position <= changed.count)
            }
        }
    }
}
