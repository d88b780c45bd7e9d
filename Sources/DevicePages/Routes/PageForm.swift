import Encodings
import OutsideText
import WebPages

/// The fields of a form.
package struct PageForm: Sendable {
    private let fields: [String: String]

    /// Reads a form; throws where it cannot be decoded, or a field comes twice.
    package init(_ body: String) throws(PageRefusal) {
        guard let read = FormFields(body), !read.hasRepetition else { throw .badRequest }
        fields = read.values
    }

    private init(fields: [String: String]) {
        self.fields = fields
    }

    /// The same form with other values; an empty one takes a field away.
    func with(_ values: [String: String]) -> PageForm {
        PageForm(fields: fields.merging(values) { $1 }.filter { !$0.value.isEmpty })
    }

    /// A form without a field.
    static let empty = PageForm(fields: [:])

    /// The form as it is sent.
    var encoded: String {
        fields.map { "\(PercentEncoding.encode($0.key))=\(PercentEncoding.encode($0.value))" }.joined(separator: "&")
    }

    /// A field's text without blanks at its ends; empty where it is missing.
    package subscript(_ name: String) -> String {
        String((fields[name] ?? "").trimmed())
    }

    /// A field as it was typed, for passwords.
    func typed(_ name: String) -> String {
        fields[name] ?? ""
    }

    /// Whether a box is ticked.
    func isTicked(_ name: String) -> Bool {
        fields[name] != nil
    }
}
