/// A page or a part of one with places for values, read once.
///
/// It is the part of Mustache that the pages use: `{{name}}`, `{{{name}}}` for markup of our own, `{{#name}}`,
/// `{{^name}}`, `{{>partial}}`, `{{<parent}}` with the blocks `{{$block}}` that it replaces, and comments.
package struct Template: Sendable {
    /// The name by which others name it.
    package let name: String
    let parts: [TemplatePart]
    let uses: [Use]

    /// A partial or parent that the template names, and in which line.
    struct Use: Sendable {
        let name: String
        let line: Int
    }

    /// Reads a template; throws where it is wrong.
    package init(_ text: [UInt8], named name: String) throws(TemplateError) {
        var reader = TemplateReader(text, named: name)
        self.name = name
        parts = try reader.parts(of: TemplateReader.Span())
        uses = reader.uses
    }
}

/// A part of a template.
enum TemplatePart: Sendable {
    /// A line, or what of a line stands between tags.
    case text([UInt8])
    /// A value; markup is not escaped.
    case value(ValuePath, isMarkup: Bool)
    /// What is shown for a value, or inverted where there is none.
    case section(ValuePath, isInverted: Bool, [TemplatePart])
    /// Another template with blocks of its own, each line behind the indentation.
    case template(String, indentation: [UInt8], blocks: [String: [TemplatePart]])
    /// What a template that names this one as its parent may replace.
    case block(String, indentation: [UInt8], [TemplatePart])
}

/// The names that lead to a value, one after the other; none is the value that a section is about, `{{.}}`.
struct ValuePath: Sendable {
    let names: [String]
}
