import OutsideText

/// Columns of text, as wide as what stands in them.
struct Table {
    private let header: [String]
    private var rows: [[String]] = []

    init(_ header: [String]) {
        self.header = header
    }

    mutating func add(_ row: [String]) {
        rows.append(row)
    }

    var text: String {
        let all = [header] + rows
        let widths = header.indices.map { column in all.map { Self.width($0[column]) }.max() ?? 0 }
        return all.map { row in
            let cells = row.indices.map { column in
                row[column] + String(repeating: " ", count: widths[column] - Self.width(row[column]))
            }
            return String(cells.joined(separator: "  ").trimmedEnd())
        }
        .joined(separator: "\n")
    }

    /// Terminals give characters of East Asian scripts and emoji two columns.
    private static func width(_ text: String) -> Int {
        text.reduce(0) { sum, character in
            let isWide = character.unicodeScalars.contains { scalar in
                switch scalar.value {
                case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
                    0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
                    true
                default: false
                }
            }
            return sum + (isWide ? 2 : 1)
        }
    }
}
