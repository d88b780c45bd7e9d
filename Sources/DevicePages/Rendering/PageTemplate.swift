import DeviceCore
import WebPages

/// A template by its name, for the models of one type: the compiler refuses any other.
///
/// It is named beside its model; the files are in `Templates`.
struct PageTemplate<Model: ShownOnPage>: Sendable {
    let name: String

    /// The HTML of the template with a model, whose forms carry a token.
    func html(of model: Model, words: Catalogue, formToken: String) -> [UInt8] {
        PageTemplates.html(of: model, with: name, words: words, formToken: formToken)
    }
}
