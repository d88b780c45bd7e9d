import Foundation

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// An element of an XML answer of a server: its name without prefix, its text and its children.
struct MarkupElement: Sendable {
    let name: String
    fileprivate(set) var text = ""
    fileprivate(set) var children: [MarkupElement] = []

    /// Reads a document; nil where it is not well-formed, nested absurdly deep or declares entities of its own.
    init?(_ document: [UInt8]) {
        // No zero byte means no UTF-16 either, in which a declaration would not be found.
        guard !document.contains(0), !Self.declares(document) else { return nil }
        let builder = MarkupBuilder()
        let parser = XMLParser(data: Data(document))
        parser.delegate = builder
        parser.shouldProcessNamespaces = true
        parser.shouldResolveExternalEntities = false
        guard parser.parse(), let root = builder.root else { return nil }
        self = root
    }

    private static func declares(_ document: [UInt8]) -> Bool {
        document.indices.contains { index in
            document[index] == UInt8(ascii: "<")
                && ["<!DOCTYPE", "<!ENTITY"].contains { document[index...].starts(with: $0.utf8) }
        }
    }

    fileprivate init(name: String) {
        self.name = name
    }

    /// The children of a name.
    func all(_ name: String) -> [MarkupElement] {
        children.filter { $0.name == name }
    }

    /// The first child of a name.
    func first(_ name: String) -> MarkupElement? {
        children.first { $0.name == name }
    }

    /// The first element of a name at any depth.
    func find(_ name: String) -> MarkupElement? {
        for child in children {
            if child.name == name { return child }
            if let found = child.find(name) { return found }
        }
        return nil
    }
}

private final class MarkupBuilder: NSObject, XMLParserDelegate {
    private static let depthLimit = 64

    private var open: [MarkupElement] = []
    private(set) var root: MarkupElement?

    func parser(
        _ parser: XMLParser,
        didStartElement elementName: String,
        namespaceURI: String?,
        qualifiedName qName: String?,
        attributes attributeDict: [String: String]
    ) {
        guard open.count < Self.depthLimit else {
            parser.abortParsing()
            return
        }
        open.append(MarkupElement(name: elementName))
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) {
        guard !open.isEmpty else { return }
        open[open.count - 1].text += string
    }

    func parser(_ parser: XMLParser, foundCDATA CDATABlock: Data) {
        self.parser(parser, foundCharacters: String(decoding: CDATABlock, as: UTF8.self))
    }

    func parser(
        _ parser: XMLParser,
        didEndElement elementName: String,
        namespaceURI: String?,
        qualifiedName qName: String?
    ) {
        guard let closed = open.popLast() else { return }
        if open.isEmpty {
            root = closed
        } else {
            open[open.count - 1].children.append(closed)
        }
    }
}
