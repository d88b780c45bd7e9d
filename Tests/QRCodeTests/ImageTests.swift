import Foundation
import Testing

@testable import QRCode

/// The codes that are made: `matrices.json` holds some that other programs have read.
@Suite struct ImageTests {
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
        #expect(rows(of: try QRCodeImage(vector.text)) == vector.rows)
    }

    @Test(arguments: [("a", 21), (example, 37), (String(repeating: "é", count: 1165), 177)])
    func `a code is as large as its text needs`(text: String, size: Int) throws {
        #expect(try QRCodeImage(text).size == size)
    }

    @Test func `a text that fits with low correction only gets that`() throws {
        let longest = String(repeating: "é", count: 1476)
        let code = try QRCodeImage(longest)
        #expect(code.size == 177)
        #expect(Canvas(code, scale: 3).texts() == [longest])
    }

    @Test(arguments: ["", "a\0b", String(repeating: "é", count: 1477)])
    func `a text that no code can hold is refused`(text: String) {
        #expect(throws: QRCodeImageError.cannotHold) { try QRCodeImage(text) }
    }

    @Test func `around the code all is light`() throws {
        let code = try QRCodeImage("a")
        #expect(code.isDark(row: 0, column: 0))
        #expect(!code.isDark(row: -1, column: 0))
        #expect(!code.isDark(row: 0, column: code.size))
    }

    @Test(arguments: [1, 4, 64])
    func `the PNG reads back`(scale: Int) throws {
        let png = try QRCodeImage(example).png(pixelsPerModule: scale)
        #expect(PictureReader.read(png) == .texts([example]))
    }

    @Test func `the SVG draws each dark module once`() throws {
        let code = try QRCodeImage(example)
        let svg = code.svg
        #expect(svg.hasPrefix("<svg xmlns="))
        #expect(svg.contains("viewBox=\"0 0 45 45\""))
        var drawn = Array(repeating: Array(repeating: 0, count: 45), count: 45)
        for run in svg.matches(of: /M(\d+) (\d+)h(\d+)v1h-(\d+)z/) {
            let (x, y, width) = (try #require(Int(run.1)), try #require(Int(run.2)), try #require(Int(run.3)))
            #expect(run.3 == run.4)
            for column in x..<x + width { drawn[y][column] += 1 }
        }
        for row in 0..<45 {
            for column in 0..<45 {
                #expect(drawn[row][column] == (code.isDark(row: row - 4, column: column - 4) ? 1 : 0))
            }
        }
    }

    @Test(arguments: [4, 2, 1])
    func `the terminal's half blocks are the code, inverted on a dark background`(quietZone: Int) throws {
        let code = try QRCodeImage(example)
        let plain = code.terminal(colors: false, quietZone: quietZone)
        let lines = plain.split(separator: "\n").map(Array.init)
        let size = code.terminalSize(quietZone: quietZone)
        #expect(lines.count == size.lines)
        #expect(lines.allSatisfy { $0.count == size.columns })
        for row in 0..<code.size {
            for column in 0..<code.size {
                let place = row + quietZone
                let block = lines[place / 2][column + quietZone]
                let isLight = block == "█" || block == (place % 2 == 0 ? "▀" : "▄")
                #expect(isLight == !code.isDark(row: row, column: column))
            }
        }
    }

    @Test func `colors change nothing but the colors`() throws {
        let code = try QRCodeImage(example)
        let colored = code.terminal(colors: true)
        #expect(colored.replacing(/\u{1B}\[[0-9;]*m/, with: "") == code.terminal(colors: false))
        #expect(
            colored.split(separator: "\n").allSatisfy { $0.hasPrefix("\u{1B}[97;40m") && $0.hasSuffix("\u{1B}[0m") }
        )
    }

    @Test func `a code does not show in text`() throws {
        let code = try QRCodeImage(example)
        var dumped = ""
        dump(code, to: &dumped)
        for text in ["\(code)", String(reflecting: code), dumped] {
            #expect(text.contains("redacted") && text.count < 40)
        }
    }

    private func rows(of code: QRCodeImage) -> [String] {
        (0..<code.size).map { row in
            String((0..<code.size).map { code.isDark(row: row, column: $0) ? "#" : "." })
        }
    }
}
