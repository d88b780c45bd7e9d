/// An element of an XML document: its name without prefix, its text and its children.
package struct MarkupElement: Sendable {
    /// The name without prefix.
    package let name: String
    /// The text between the element's tags, without that of its children.
    package internal(set) var text = ""
    /// The elements between its tags.
    package internal(set) var children: [MarkupElement] = []

    /// Reads a document in UTF-8; nil where it is not well-formed, nested absurdly deep, endless, or declares anything.
    package init?(_ document: [UInt8]) {
        var reader = MarkupReader(document)
        guard let root = try? reader.document() else { return nil }
        self = root
    }

    init(name: String) {
        self.name = name
    }

    /// The children of a name.
    package func all(_ name: String) -> [MarkupElement] {
        children.filter { $0.name == name }
    }

    /// The first child of a name.
    package func first(_ name: String) -> MarkupElement? {
        children.first { $0.name == name }
    }

    /// The first element of a name at any depth.
    package func find(_ name: String) -> MarkupElement? {
        for child in children {
            if child.name == name { return child }
            if let found = child.find(name) { return found }
        }
        return nil
    }
}
