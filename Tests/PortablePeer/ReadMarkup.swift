import Encodings

/// Everything that is read of an XML document, in its order.
enum ReadMarkup {
    static func answer(_ bytes: [UInt8]) -> String {
        MarkupElement(bytes).map(text) ?? "!"
    }

    private static func text(of element: MarkupElement) -> String {
        var text = "<\(element.name)>\(element.text)"
        for child in element.children { text += self.text(of: child) }
        return text + "</>"
    }
}
