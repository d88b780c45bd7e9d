/// A document is not read; the reason is of no use to anyone.
struct MarkupError: Error {}

/// Reads XML (XML 1.0, fifth edition) that another program wrote.
///
/// A document with a document type is refused, so that there is no entity but the five that every document has, and
/// nothing outside is fetched. Whoever reads the bytes bounds their length.
struct MarkupReader {
    private static let depthLimit = 64
    private static let elementLimit = 1 << 17

    let bytes: [UInt8]
    var position = 0
    private var open: [(tag: ArraySlice<UInt8>, element: MarkupElement)] = []
    private var count = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The root of the document.
    mutating func document() throws(MarkupError) -> MarkupElement {
        try checkCharacters()
        take("\u{FEFF}")
        try declaration()
        try miscellany()
        var root = try startTag()
        while root == nil { root = try content() }
        try miscellany()
        guard let root, position == bytes.count else { throw MarkupError() }
        return root
    }

    // Comments, instructions and white space around the root.
    private mutating func miscellany() throws(MarkupError) {
        while position < bytes.count {
            if skipSpace() { continue }
            if take("<!--") {
                try comment()
            } else if take("<?") {
                try instruction()
            } else {
                return
            }
        }
    }

    // What stands next within an element; gives the root when its end was read.
    private mutating func content() throws(MarkupError) -> MarkupElement? {
        guard let next else { throw MarkupError() }
        guard next == UInt8(ascii: "<") else {
            add(try characters(until: UInt8(ascii: "<")))
            return nil
        }
        switch position + 1 < bytes.count ? bytes[position + 1] : 0 {
        case UInt8(ascii: "/"):
            position += 2
            return try endTag()
        case UInt8(ascii: "?"):
            position += 2
            try instruction()
        case UInt8(ascii: "!"):
            if take("<!--") {
                try comment()
            } else if take("<![CDATA[") {
                add(Self.text(try take(upTo: "]]>")))
            } else {
                throw MarkupError()
            }
        default: return try startTag()
        }
        return nil
    }

    private mutating func startTag() throws(MarkupError) -> MarkupElement? {
        guard take("<") else { throw MarkupError() }
        let tag = try name()
        count += 1
        guard open.count < Self.depthLimit, count <= Self.elementLimit else { throw MarkupError() }
        try attributes()
        let isEmpty = take("/")
        guard take(">") else { throw MarkupError() }
        open.append((tag, MarkupElement(name: try Self.localName(tag))))
        return isEmpty ? close() : nil
    }

    private mutating func endTag() throws(MarkupError) -> MarkupElement? {
        let tag = try name()
        skipSpace()
        guard take(">"), let last = open.last, last.tag == tag else { throw MarkupError() }
        return close()
    }

    private mutating func close() -> MarkupElement? {
        guard let closed = open.popLast()?.element else { return nil }
        guard !open.isEmpty else { return closed }
        open[open.count - 1].element.children.append(closed)
        return nil
    }

    private mutating func add(_ text: String) {
        open[open.count - 1].element.text += text
    }

    // Namespaces in XML 1.0 section 4: one colon at most, between two names.
    private static func localName(_ tag: ArraySlice<UInt8>) throws(MarkupError) -> String {
        let parts = tag.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count <= 2, let local = parts.last, parts.allSatisfy({ $0.first.map(isNameStart) ?? false }) else {
            throw MarkupError()
        }
        return String(decoding: local, as: UTF8.self)
    }
}
