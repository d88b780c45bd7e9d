import Encodings
import Foundation
import Testing

@Suite struct JSONReaderTests {
    private static let document = """
        {"a":[1,-2,0,3.5e-7,true,false,null],"b":{"c":"é💶\\u00e9\\ud83d\\udcb6\\n\\\\\\"","":[]},
        "d":18 , "e" : {}}
        """

    private func refusal(_ bytes: [UInt8]) -> JSONError? {
        var reader = JSONReader<JSONError>(bytes)
        do throws(JSONError) {
            try reader.skip()
            try reader.finish()
            return nil
        } catch {
            return error
        }
    }

    @Test func `whatever is cut, turned or doubled is read no more leniently than Foundation reads it`() {
        let cases = variants(of: Self.document, signs: "{}[]\",:\\u0-+.eE \n", count: 4_000, seed: 8259)
        #expect(refusal(Array(Self.document.utf8)) == nil)
        var accepted = 0
        for bytes in cases where refusal(bytes) == nil {
            accepted += 1
            let isRead = (try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)) != nil
            #expect(isRead, "\(String(decoding: bytes, as: UTF8.self))")
        }
        #expect((200..<cases.count / 2).contains(accepted))
    }

    @Test func `an object of texts is read whole, and a member of another kind is refused`() throws {
        var reader = JSONReader<JSONError>(Array(#" {"a":"1","":"é\u0000","a b":""} "#.utf8))
        #expect(try reader.texts() == ["a": "1", "": "é\0", "a b": ""])
        #expect(JSONReader.texts(of: Array(#"{"a":"1"} "#.utf8)) == ["a": "1"])
        #expect(JSONReader.texts(of: Array(#"{"a":"1"}}"#.utf8)) == nil)
        for text in [#"{"a":1}"#, #"{"a":null}"#, #"["a"]"#, #"{"a":"1""#, ""] {
            var reader = JSONReader<JSONError>(Array(text.utf8))
            #expect(throws: JSONError.malformed) { try reader.texts() }
        }
    }

    @Test(arguments: ["+1", "01", "-", "-01", ".5", "1.", "1.e1", "1e", "1e+", "0x1", "1_0", "Infinity", "nan", "--1"])
    func `numbers that RFC 8259 does not know are refused wherever they stand`(text: String) {
        #expect(refusal(Array(text.utf8)) == .malformed)
        #expect(refusal(Array("[\(text)]".utf8)) == .malformed)
    }

    @Test(arguments: [("[", "]"), ("{\"a\":", "}")])
    func `values are 64 deep at most`(open: String, close: String) {
        func nested(_ depth: Int) -> [UInt8] {
            let inner = open == "[" ? "" : "0"
            return Array(
                (String(repeating: open, count: depth) + inner + String(repeating: close, count: depth)).utf8
            )
        }
        #expect(refusal(nested(64)) == nil)
        #expect(refusal(nested(65)) == .tooDeep)
        #expect(refusal(nested(100_000)) == .tooDeep)
    }

    @Test(arguments: [
        ("\"\"", true), ("\"é💶\\u00e9\\ud83d\\udcb6\"", true), ("\"\\/\\b\\f\"", true), ("\"\\ud83d\"", false),
        ("\"\\udcb6\"", false), ("\"\\ud83d\\u0041\"", false), ("\"\\u00g0\"", false), ("\"\\x\"", false),
        ("\"\n\"", false), ("\"a", false), ("\"\\", false), ("\"\\u00", false),
    ])
    func `a text that is passed over is read as strictly as one that is kept`(text: String, isRead: Bool) {
        #expect((kept(Array(text.utf8)) != nil) == isRead)
        #expect((refusal(Array(text.utf8)) == nil) == isRead)
    }

    @Test(arguments: [[0x80], [0xC3], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80]] as [[UInt8]])
    func `a text that is not UTF-8 is refused, whether it is kept or passed over`(bytes: [UInt8]) {
        for start in ["\"", "\"a\\n"] {
            let document = Array(start.utf8) + bytes + [UInt8(ascii: "\"")]
            #expect(kept(document) == nil)
            #expect(refusal(document) == .malformed)
        }
    }

    private func kept(_ bytes: [UInt8]) -> String? {
        var reader = JSONReader<JSONError>(bytes)
        return try? reader.string()
    }

    @Test func `a name that comes twice is given twice`() throws {
        var reader = JSONReader<JSONError>(Array(#"{"a":1,"\u0061":2}"#.utf8))
        var found: [Int] = []
        try reader.object { reader, name throws(JSONError) in
            #expect(name == "a")
            found.append(try reader.integer())
        }
        #expect(found == [1, 2])
    }

    @Test func `whole numbers fit their type, down to the last one`() {
        func number<Integer: FixedWidthInteger>(_ text: String, _: Integer.Type) -> Integer? {
            var reader = JSONReader<JSONError>(Array(text.utf8))
            return try? reader.integer(Integer.self)
        }
        #expect(number("-128", Int8.self) == -128)
        #expect(number("-129", Int8.self) == nil)
        #expect(number("127", Int8.self) == 127)
        #expect(number("128", Int8.self) == nil)
        #expect(number("-9223372036854775808", Int64.self) == .min)
        #expect(number("9223372036854775808", Int64.self) == nil)
        #expect(number(String(repeating: "9", count: 100_000), UInt64.self) == nil)
        // What `Int` holds in WebAssembly.
        #expect(number("2147483648", Int32.self) == nil)
    }
}
