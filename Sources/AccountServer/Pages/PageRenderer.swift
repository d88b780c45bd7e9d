import WebPages

/// Fills the templates of the pages.
struct PageRenderer: Sendable {
    private static let templates: Templates = {
        do {
            return try Templates(PageTemplate.allCases.map { try Template($0.text, named: $0.rawValue) })
        } catch {
            preconditionFailure("a template is wrong: \(error)")
        }
    }()

    private let assets: PageAssets
    private let name: String

    /// Takes what each page loads, and the service's name.
    init(assets: PageAssets, name: String) {
        self.assets = assets
        self.name = name
    }

    /// The page of a model, HTML in UTF-8.
    func render<Model: PageModel>(
        _ model: Model,
        url: PublicURL,
        words: ServiceWords,
        formToken: String
    ) -> [UInt8] {
        let values = model.pageValue.with(common(url: url, words: words, formToken: formToken))
        guard let html = Self.templates.render(values, with: Model.template.rawValue) else {
            preconditionFailure("\(Model.template) is among the templates")
        }
        return html
    }

    /// What every page shows beside its model.
    func common(url: PublicURL, words: ServiceWords, formToken: String) -> PageValue {
        let values: PageValue = [
            // `{{w.signIn.title}}` is the sentence of `page.signIn.title`.
            "w": .words { words.page($0) },
            "language": .of(words.language),
            "base": .of(url.prefix),
            "host": .of(url.host),
            "serviceName": .of(name),
            "formToken": .of(formToken),
        ]
        return values.with(.object(assets.paths.map { (name: $0, value: .text(url.prefix + $1)) }))
    }
}
