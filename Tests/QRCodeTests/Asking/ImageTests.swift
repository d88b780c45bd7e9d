import Testing

@testable import QRCode

/// How codes are drawn.
@Suite struct ImageTests {
    @Test func `around the code all is light`() throws {
        let code = try QRCodeTests.code(of: "a")
        #expect(code.isDark(row: 0, column: 0))
        #expect(!code.isDark(row: -1, column: 0))
        #expect(!code.isDark(row: 0, column: code.size))
    }

    @Test func `the SVG draws each dark module once`() throws {
        let code = try QRCodeTests.code(of: example)
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
        let code = try QRCodeTests.code(of: example)
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
        let code = try QRCodeTests.code(of: example)
        let colored = code.terminal(colors: true)
        #expect(colored.replacing(/\u{1B}\[[0-9;]*m/, with: "") == code.terminal(colors: false))
        #expect(
            colored.split(separator: "\n").allSatisfy { $0.hasPrefix("\u{1B}[97;40m") && $0.hasSuffix("\u{1B}[0m") }
        )
    }

    @Test func `a code does not show in text`() throws {
        let code = try QRCodeTests.code(of: example)
        var dumped = ""
        dump(code, to: &dumped)
        for text in ["\(code)", String(reflecting: code), dumped] {
            #expect(text.contains("redacted") && text.count < 40)
        }
    }
}
