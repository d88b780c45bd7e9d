import DeviceCore
import WebPages

/// A template by its name, for the models of one type: the compiler refuses any other.
///
/// It is named beside its model; the files are in `Templates`.
struct PageTemplate<Model: ShownOnPage>: Sendable {
    let name: String

    /// The HTML of the template with a model.
    func html(of model: Model, words: Catalogue) -> [UInt8] {
        PageTemplates.html(of: model, with: name, words: words)
    }

    /// The same as a text, for what becomes a part of a growing page.
    func render(_ model: Model, words: Catalogue) -> String {
        String(decoding: html(of: model, words: words), as: UTF8.self)
    }
}
