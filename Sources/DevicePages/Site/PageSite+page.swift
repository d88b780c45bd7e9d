import DeviceCore
import WebPages

extension PageResponse {
    /// The media type of a page.
    static let html = "text/html; charset=utf-8"
}

extension PageSite {
    /// A page of a template.
    func page<Model: ShownOnPage>(
        _ template: PageTemplate<Model>,
        _ model: Model,
        _ context: PageContext,
        status: PageStatus = .ok
    ) -> PageResponse {
        page(template, model, context.words, status: status)
    }

    /// A page of a template in the language of `words`.
    func page<Model: ShownOnPage>(
        _ template: PageTemplate<Model>,
        _ model: Model,
        _ words: Catalogue,
        status: PageStatus = .ok
    ) -> PageResponse {
        let html = template.html(of: model, words: words, formToken: formToken)
        return PageResponse(status, type: PageResponse.html, .bytes(html))
    }

    /// The HTML of a template, which becomes a part of a growing page.
    func render<Model: ShownOnPage>(_ template: PageTemplate<Model>, _ model: Model, _ words: Catalogue) -> String {
        String(decoding: template.html(of: model, words: words, formToken: formToken), as: UTF8.self)
    }
}
