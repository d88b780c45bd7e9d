// What lines and tags consist of.

extension TemplateReader {
    /// Reads text up to the end of the line or the next tag.
    mutating func text() -> Range<Int> {
        let start = position
        while position < bytes.count, bytes[position] != UInt8(ascii: "\n") {
            if isNext(UInt8(ascii: "{"), 2) { break }
            position += 1
        }
        return start..<position
    }

    /// Reads the blanks at the beginning of a line, as far as they are shown.
    mutating func lineBlanks(_ span: inout Span) -> [UInt8] {
        let start = position
        while position < bytes.count, Self.isBlank(bytes[position]) { position += 1 }
        guard span.isReplacement, !span.isParent else { return Array(bytes[start..<position]) }
        let indentation = span.indentation ?? position - start
        span.indentation = indentation
        return Array(bytes[start..<position].dropFirst(indentation))
    }

    /// Whether the tag that was read has a line to itself; reads the rest of the line then.
    mutating func standsAlone(_ span: Span) -> Bool {
        guard span.beginsLine else { return false }
        var end = position
        if end == bytes.count { return true }
        while end < bytes.count, Self.isBlank(bytes[end]) { end += 1 }
        if end + 1 < bytes.count, bytes[end] == UInt8(ascii: "\r"), bytes[end + 1] == UInt8(ascii: "\n") { end += 1 }
        guard end < bytes.count, bytes[end] == UInt8(ascii: "\n") else { return false }
        position = end + 1
        return true
    }

    /// Reads the rest of a comment.
    mutating func skipComment(_ start: Int) throws(TemplateError) {
        while !isNext(UInt8(ascii: "}"), 2) {
            guard position < bytes.count else { throw error(.unclosedTag, at: start) }
            position += 1
        }
        position += 2
    }

    /// Reads the rest of a tag that names a value.
    mutating func path(_ start: Int, braces: Int = 2) throws(TemplateError) -> ValuePath {
        let name = try tagName(start, braces: braces)
        if name == "." { return ValuePath(names: []) }
        let names = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard names.allSatisfy({ !$0.isEmpty }) else { throw error(.wrongName, at: start) }
        return ValuePath(names: names.map { String(Substring($0)) })
    }

    /// Reads the rest of a tag that holds one name.
    mutating func tagName(_ start: Int, braces: Int = 2) throws(TemplateError) -> String {
        skipSpace()
        let first = position
        while position < bytes.count, Self.isOfName(bytes[position]) { position += 1 }
        let name = String(decoding: bytes[first..<position], as: UTF8.self)
        skipSpace()
        guard position < bytes.count else { throw error(.unclosedTag, at: start) }
        guard !name.isEmpty, isNext(UInt8(ascii: "}"), braces) else { throw error(.wrongName, at: start) }
        position += braces
        return name
    }

    /// The error of a tag that begins at a place.
    mutating func error(_ fault: TemplateError.Fault, at place: Int) -> TemplateError {
        TemplateError(template: name, line: line(at: place), fault: fault)
    }

    /// The number of the line of a place, from 1; it is counted on from the place that was asked for last.
    mutating func line(at place: Int) -> Int {
        if place < counted.place { counted = (0, 1) }
        for byte in bytes[counted.place..<place] where byte == UInt8(ascii: "\n") { counted.line += 1 }
        counted.place = place
        return counted.line
    }

    private func isNext(_ byte: UInt8, _ count: Int) -> Bool {
        position + count <= bytes.count && bytes[position..<position + count].allSatisfy { $0 == byte }
    }

    private mutating func skipSpace() {
        while position < bytes.count, Self.isSpace(bytes[position]) { position += 1 }
    }

    static func isOfName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
    }

    static func isSpace(_ byte: UInt8) -> Bool {
        isBlank(byte) || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
    }
}
