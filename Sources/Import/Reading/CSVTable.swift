import OutsideText

/// A table of values separated by commas, with a first row of names (RFC 4180).
struct CSVTable {
    /// The names of the columns in small letters.
    let names: [String]
    /// The other rows: the line that each begins on, from 1, and its values.
    let rows: [(line: Int, values: [String])]

    private static let rowLimit = 1 << 17
    private static let columnLimit = 256

    /// Reads UTF-8; nil for what is no table, or an absurdly large one.
    init?(_ bytes: [UInt8]) {
        guard !bytes.contains(0), var table = Self.parse(bytes), !table.isEmpty else { return nil }
        names = table.removeFirst().values.map { String($0.trimmed()).lowercased() }
        rows = table
    }

    /// Whether the table has all of these columns.
    func has(_ wanted: [String]) -> Bool {
        wanted.allSatisfy { name in names.contains { $0.utf8.elementsEqual(name.utf8) } }
    }

    /// The value of a column in a row; the empty text where there is none.
    func value(_ name: String, in row: [String]) -> String {
        let column = names.firstIndex { $0.utf8.elementsEqual(name.utf8) }
        guard let column, column < row.count else { return "" }
        return row[column]
    }

    private static func parse(_ bytes: [UInt8]) -> [(line: Int, values: [String])]? {
        var rows: [(line: Int, values: [String])] = []
        var (values, field): ([String], [UInt8]) = ([], [])
        var (line, start) = (1, 1)
        var isQuoted = false
        var index = 0
        func endField() {
            values.append(String(decoding: field, as: UTF8.self))
            field = []
        }
        func endRow() {
            endField()
            // A blank line is no row.
            if values.count > 1 || !values[0].isEmpty { rows.append((start, values)) }
            values = []
            start = line
        }
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if byte == UInt8(ascii: "\n") { line += 1 }
            switch byte {
            case UInt8(ascii: "\"") where isQuoted && index < bytes.count && bytes[index] == byte:
                field.append(byte)
                index += 1
            case UInt8(ascii: "\"") where isQuoted || field.isEmpty: isQuoted.toggle()
            case _ where isQuoted: field.append(byte)
            case UInt8(ascii: ","): endField()
            case UInt8(ascii: "\n"): endRow()
            case UInt8(ascii: "\r"): break
            default: field.append(byte)
            }
            guard rows.count <= rowLimit, values.count <= columnLimit else { return nil }
        }
        if !field.isEmpty || !values.isEmpty { endRow() }
        return isQuoted ? nil : rows
    }
}
