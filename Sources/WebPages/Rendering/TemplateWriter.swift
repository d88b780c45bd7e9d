import OutsideText

/// Fills templates with values, in one walk over their parts.
struct TemplateWriter {
    /// What was written.
    private(set) var html: [UInt8] = []
    /// The values that the sections around are about, the innermost last.
    private var values: [PageValue]
    /// What has to stand before the next byte, which begins a line of an indented template.
    private var indentation: [UInt8] = []
    private let templates: [String: Template]

    /// What a part has from where it is used.
    struct Surroundings {
        /// What each line begins with.
        var indentation: [UInt8] = []
        /// The blocks that replace those of the template.
        var blocks: [String: [TemplatePart]] = [:]
    }

    /// Takes the values of the whole page.
    init(_ value: PageValue, _ templates: [String: Template]) {
        values = [value]
        self.templates = templates
    }

    /// Writes parts one after the other.
    ///
    /// The first has its indentation from the line that it stands in, and a part that shows nothing gets none.
    mutating func write(_ parts: [TemplatePart], in surroundings: Surroundings) {
        let start = html.count
        for part in parts {
            if html.count > start {
                indentation = html.last == UInt8(ascii: "\n") ? surroundings.indentation : []
            }
            write(part, in: surroundings)
        }
        if html.count > start { indentation = [] }
    }

    private mutating func write(_ part: TemplatePart, in surroundings: Surroundings) {
        switch part {
        case .text(let text): append(text)
        case .value(let path, let isMarkup): append(value(at: path), isMarkup: isMarkup)
        case .section(let path, let isInverted, let parts):
            if isInverted {
                guard value(at: path).isMissing else { return }
                write(parts, in: surroundings)
            } else {
                write(parts, for: value(at: path), in: surroundings)
            }
        case .template(let name, let indentation, let blocks):
            guard let template = templates[name] else { return }
            var inner = surroundings
            inner.indentation += indentation
            // What a template further out puts in the place of a block comes before what this one does.
            for (name, parts) in blocks where inner.blocks[name] == nil { inner.blocks[name] = parts }
            write(template.parts, in: inner)
        case .block(let name, let indentation, let parts):
            var inner = surroundings
            inner.indentation += indentation
            // Within what replaces a block, the block is as its template has it: nothing is put into itself.
            write(inner.blocks.removeValue(forKey: name) ?? parts, in: inner)
        }
    }

    /// Writes a section for a value.
    private mutating func write(_ parts: [TemplatePart], for value: PageValue, in surroundings: Surroundings) {
        switch value {
        case .nothing, .flag(false): return
        case .flag(true): write(parts, in: surroundings)
        case .list(let elements):
            for element in elements { write(parts, about: element, in: surroundings) }
        case .text, .number, .object, .words: write(parts, about: value, in: surroundings)
        }
    }

    private mutating func write(_ parts: [TemplatePart], about value: PageValue, in surroundings: Surroundings) {
        values.append(value)
        write(parts, in: surroundings)
        values.removeLast()
    }

    /// The value of a path, whose first name is looked for from the innermost section outwards.
    private func value(at path: ValuePath) -> PageValue {
        guard let first = path.names.first else { return values.last ?? .nothing }
        for value in values.reversed() {
            if case .words = value { return value.value(at: path.names[...]) }
            if let member = value.member(first) { return member.value(at: path.names.dropFirst()) }
        }
        return .nothing
    }

    private mutating func append(_ value: PageValue, isMarkup: Bool) {
        switch value {
        case .text(let text) where isMarkup: append(Array(text.utf8))
        case .text(let text):
            guard !text.isEmpty else { return }
            indent()
            HTMLText.escape(text.utf8, to: &html)
        case .number(let number): append(Array(String(number).utf8))
        case .flag(let isSet): append(Array((isSet ? "true" : "false").utf8))
        case .nothing, .list, .object, .words: return
        }
    }

    private mutating func append(_ bytes: [UInt8]) {
        guard !bytes.isEmpty else { return }
        indent()
        html += bytes
    }

    private mutating func indent() {
        guard !indentation.isEmpty else { return }
        html += indentation
        indentation = []
    }
}

extension PageValue {
    /// Whether a section with the value shows nothing, so that the inverted one is shown.
    fileprivate var isMissing: Bool {
        switch self {
        case .nothing, .flag(false): true
        case .list(let elements): elements.isEmpty
        case .text, .number, .flag, .object, .words: false
        }
    }
}
