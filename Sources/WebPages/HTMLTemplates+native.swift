import Mustache
import OutsideText

/// The templates of pages; every value in them is escaped byte by byte.
///
/// The library's own escaping reads Characters, so that a letter before a delimiter or a mark behind it lets the
/// delimiter through. It begins each template, partials too, with the content type that the template names first.
package struct HTMLTemplates: Sendable {
    private var library = MustacheLibrary()

    /// No templates.
    package init() {
        _ = Self.registration
    }

    /// Adds a template; throws if it does not parse.
    package mutating func register(_ mustache: some StringProtocol, named name: String) throws {
        try library.register("{{%CONTENT_TYPE:\(Self.contentType)}}\n\(mustache)", named: name)
    }

    /// The HTML of a template with a model.
    package func render(_ model: Any, withTemplate name: String) -> String {
        library.render(model, withTemplate: name) ?? ""
    }

    private static let contentType = "BYTES"
    private static let registration: Void = MustacheContentTypes.register(EscapedBytes(), named: contentType)
}

private struct EscapedBytes: MustacheContentType {
    func escapeText(_ text: String) -> String { HTMLText.escape(text) }
}
