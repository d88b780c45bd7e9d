/// The parts of a span as they are read.
struct PartList {
    private(set) var parts: [TemplatePart] = []
    /// The blanks at the beginning of the line, which a tag may take with it.
    var blanks: [UInt8] = []

    mutating func append(_ part: TemplatePart) {
        parts.append(part)
    }

    /// Appends a text behind the blanks before it.
    mutating func append(_ text: ArraySlice<UInt8>) {
        parts.append(.text(blanks + text))
        blanks = []
    }

    /// Appends the blanks that were read, and returns them.
    @discardableResult mutating func takeBlanks() -> [UInt8] {
        defer { blanks = [] }
        if !blanks.isEmpty { parts.append(.text(blanks)) }
        return blanks
    }
}
