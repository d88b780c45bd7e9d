/// Reads the parts of a template from bytes.
///
/// A tag of a section, block, partial or comment that stands alone in its line takes the line with it. What follows an
/// end counts as the beginning of a line where the tag of its beginning stood alone, and only there: the line ends of the
/// pages are written for that.
struct TemplateReader {
    let bytes: [UInt8]
    let name: String
    /// Where the next byte stands.
    var position = 0
    /// A place and the number of its line.
    var counted = (place: 0, line: 1)
    /// The partials and parents that were named.
    private(set) var uses: [Template.Use] = []

    /// What is being read: the whole template, or what stands between a beginning and its end.
    struct Span {
        /// The name that the end must have; nil for the whole template.
        var name: String?
        /// Where the tag of the beginning stands.
        var start = 0
        /// Whether nothing but blanks has been read of the line.
        var beginsLine = true
        /// Whether it is a parent, so that it holds nothing but blocks.
        var isParent = false
        /// Whether it replaces a block, so that its lines lose the indentation of the first.
        var isReplacement = false
        /// The length of that indentation, once it is known.
        var indentation: Int?

        /// What stands within it, between another beginning and end.
        func inner(_ name: String, at start: Int, beginsLine: Bool, isParent: Bool = false) -> Span {
            var inner = self
            (inner.name, inner.start, inner.beginsLine, inner.isParent) = (name, start, beginsLine, isParent)
            inner.isReplacement = isReplacement || isParent
            return inner
        }
    }

    init(_ bytes: [UInt8], named name: String) {
        (self.bytes, self.name) = (bytes, name)
    }

    /// Reads up to the end of a span, with its tag.
    mutating func parts(of span: Span) throws(TemplateError) -> [TemplatePart] {
        var (span, parts) = (span, PartList())
        while position < bytes.count {
            if span.beginsLine { parts.blanks = lineBlanks(&span) }
            let text = text()
            if position < bytes.count, bytes[position] == UInt8(ascii: "\n") {
                position += 1
                parts.append(bytes[text.lowerBound..<position])
                span.beginsLine = true
                continue
            }
            if !text.isEmpty {
                parts.append(bytes[text])
                span.beginsLine = false
            }
            // Blanks at the end of the text, without a line's end behind them, are left out.
            guard position < bytes.count else { break }
            if try tag(&span, &parts) { return parts.parts }
        }
        guard let name = span.name else { return parts.parts }
        throw error(.unclosed(name), at: span.start)
    }

    /// Reads a tag and what belongs to it; returns whether it was the end of the span.
    private mutating func tag(_ span: inout Span, _ parts: inout PartList) throws(TemplateError) -> Bool {
        let start = position
        position += 2
        guard position < bytes.count else { throw error(.unclosedTag, at: start) }
        let sign = bytes[position]
        if !Self.isOfName(sign), !Self.isSpace(sign) { position += 1 }
        switch sign {
        case UInt8(ascii: "/"):
            let name = try tagName(start)
            guard name == span.name else { throw error(.wrongEnd(name), at: start) }
            if !standsAlone(span) { parts.takeBlanks() }
            return true
        case UInt8(ascii: "!"):
            try skipComment(start)
            span.beginsLine = standsAlone(span)
        case UInt8(ascii: "#"), UInt8(ascii: "^"):
            let path = try path(start)
            let isAlone = standsAlone(span)
            if !isAlone { parts.takeBlanks() }
            let name = path.names.isEmpty ? "." : path.names.joined(separator: ".")
            let inner = try self.parts(of: span.inner(name, at: start, beginsLine: isAlone))
            parts.append(.section(path, isInverted: sign == UInt8(ascii: "^"), inner))
            span.beginsLine = isAlone
        case UInt8(ascii: "$"):
            try block(start, &span, &parts)
        case UInt8(ascii: ">"), UInt8(ascii: "<"):
            try template(start, isParent: sign == UInt8(ascii: "<"), &span, &parts)
        case UInt8(ascii: "{"),
            _ where Self.isOfName(sign) || Self.isSpace(sign):
            parts.takeBlanks()
            let isMarkup = sign == UInt8(ascii: "{")
            parts.append(.value(try path(start, braces: isMarkup ? 3 : 2), isMarkup: isMarkup))
            span.beginsLine = false
        default: throw error(.unknownTag, at: start)
        }
        return false
    }

    private mutating func block(_ start: Int, _ span: inout Span, _ parts: inout PartList) throws(TemplateError) {
        let name = try tagName(start)
        let indentation = span.isParent ? [] : parts.takeBlanks()
        let isAlone = standsAlone(span)
        let inner = try self.parts(of: span.inner(name, at: start, beginsLine: isAlone))
        parts.append(.block(name, indentation: indentation, inner))
        span.beginsLine = isAlone
    }

    private mutating func template(
        _ start: Int,
        isParent: Bool,
        _ span: inout Span,
        _ parts: inout PartList
    ) throws(TemplateError) {
        let name = try tagName(start)
        uses.append(Template.Use(name: name, line: line(at: start)))
        let indentation = parts.takeBlanks()
        let isAlone = standsAlone(span)
        var blocks: [String: [TemplatePart]] = [:]
        if isParent {
            for part in try self.parts(of: span.inner(name, at: start, beginsLine: true, isParent: true)) {
                switch part {
                case .block(let name, _, let inner): blocks[name] = inner
                case .text(let text) where text.allSatisfy(Self.isSpace): break
                default: throw error(.besideBlocks(name), at: start)
                }
            }
        }
        // A parent is indented wherever it begins; a partial within a line goes on with that line.
        parts.append(.template(name, indentation: isParent || isAlone ? indentation : [], blocks: blocks))
        span.beginsLine = isAlone
    }
}
