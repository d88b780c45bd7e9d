import Encodings
import OneTimePassword
import TestSupport
import Testing

@Suite struct Base32Tests {
    struct Table: Decodable {
        let rfc4648: [Case]
        let dirty: [Case]
        let refused: [String]
    }

    struct Case: Decodable, CustomTestStringConvertible {
        let text: String
        let hex: String
        let isRegular: Bool?

        var testDescription: String { text.debugDescription }
    }

    @Test(arguments: try vectors("base32", in: .module, as: Table.self).rfc4648)
    func `the vectors of RFC 4648 come out both ways`(vector: Case) throws {
        let decoded = try Base32.decode(vector.text)
        #expect(try decoded.bytes == bytes(hex: vector.hex))
        #expect(decoded.isRegular)
        #expect(try Base32.encode(bytes(hex: vector.hex)) == vector.text.filter { $0 != "=" })
    }

    @Test(arguments: try vectors("base32", in: .module, as: Table.self).dirty)
    func `irregular forms are read, and flagged where bits are dropped`(vector: Case) throws {
        let decoded = try Base32.decode(vector.text)
        #expect(try decoded.bytes == bytes(hex: vector.hex))
        #expect(decoded.isRegular == vector.isRegular)
    }

    @Test(arguments: try vectors("base32", in: .module, as: Table.self).refused)
    func `foreign characters are refused`(text: String) {
        #expect(throws: Base32Error.foreignCharacter) { try Base32.decode(text) }
    }

    @Test(arguments: 1...64)
    func `random secrets come back in every form`(length: Int) throws {
        var generator = SeededGenerator(seed: UInt64(length))
        for _ in 0..<20 {
            let secret = generator.bytes(count: length)
            let text = Base32.encode(secret)
            #expect(text.count == (length * 8 + 4) / 5)
            let grouped = text.lowercased().enumerated()
                .map { $0 % 4 == 3 ? "\($1) " : "\($1)" }
                .joined()
            let padded = text + String(repeating: "=", count: (8 - text.count % 8) % 8)
            for form in [text, text.lowercased(), grouped, padded] {
                let decoded = try Base32.decode(form)
                #expect(decoded.bytes == secret)
                #expect(decoded.isRegular)
            }
        }
    }

    @Test func `decoded bytes do not show in logs and dumps`() throws {
        let decoded = try Base32.decode("MZXW6YTBOI")
        var dumped = ""
        dump(decoded, to: &dumped)
        for text in ["\(decoded)", String(reflecting: decoded), dumped] {
            #expect(!text.contains("102"))
        }
    }
}
