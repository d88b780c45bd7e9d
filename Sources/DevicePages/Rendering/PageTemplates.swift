import DeviceCore
import WebPages

/// The templates of the app's pages.
enum PageTemplates {
    /// The HTML of a template with a model, which it finds under `m`; words are under `w`.
    static func html(of model: some ShownOnPage, with name: String, words: Catalogue, formToken: String) -> [UInt8] {
        let page: PageValue = [
            "m": .of(model), "w": words.pageWords, "language": .of(words.language),
            "formToken": .of(formToken),
        ]
        guard let html = templates.render(page, with: name) else {
            preconditionFailure("there is no template \(name)")
        }
        return html
    }

    /// All templates, read once.
    private static let templates: Templates = {
        let icons = PageIcons.drawings.map { ("icon-\($0)", PageIcons.picture($1)) }
        let texts = files.map { ($0, String(decoding: $1, as: UTF8.self)) } + icons
        do {
            return try Templates(texts.map { try Template(Array(FormToken.carried(by: $1).utf8), named: $0) })
        } catch {
            preconditionFailure("the templates cannot be read: \(error)")
        }
    }()
}
