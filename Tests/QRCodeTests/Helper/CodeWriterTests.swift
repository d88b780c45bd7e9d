import Foundation
import QRCodeMessages
import Testing

@testable import QRCode
@testable import QRCodeHelper

/// The codes that are made: `matrices.json` holds some that other programs have read.
@Suite struct CodeWriterTests {
    struct Vector: Decodable, CustomTestStringConvertible {
        let text: String
        let rows: [String]

        var testDescription: String { String(text.prefix(40)) }
    }

    private static func vectors() throws -> [Vector] {
        struct File: Decodable { let matrices: [Vector] }
        let url = Bundle.module.bundleURL.appending(path: "Vectors/matrices.json")
        return try JSONDecoder().decode(File.self, from: Data(contentsOf: url)).matrices
    }

    @Test(arguments: try vectors())
    func `a known text gives the known code`(vector: Vector) throws {
        #expect(rows(of: try code(of: vector.text)) == vector.rows)
    }

    @Test(arguments: [("a", 21), (example, 37), (String(repeating: "é", count: 1165), 177)])
    func `a code is as large as its text needs`(text: String, size: Int) throws {
        #expect(try code(of: text).size == size)
    }

    @Test func `a text that fits with low correction only gets that`() throws {
        let longest = String(repeating: "é", count: 1476)
        let code = try code(of: longest)
        #expect(code.size == 177)
        #expect(Canvas(code, scale: 3).texts() == [longest])
    }

    @Test(arguments: ["", "a\0b", String(repeating: "é", count: 1477)])
    func `a text that no code can hold is refused`(text: String) {
        #expect(CodeWriter.code(of: Array(text.utf8)) == .cannotHold)
        #expect(CodeWriter.png(of: Array(text.utf8), scale: 8) == .cannotHold)
    }

    @Test(arguments: [1, 4, 64])
    func `the PNG reads back`(scale: Int) throws {
        guard case .png(let png) = CodeWriter.png(of: Array(example.utf8), scale: scale) else {
            Issue.record("there is no PNG")
            return
        }
        #expect(PictureReader.read(png) == .texts([example]))
    }

    private func rows(of code: QRCodeImage) -> [String] {
        (0..<code.size).map { row in
            String((0..<code.size).map { code.isDark(row: row, column: $0) ? "#" : "." })
        }
    }
}
