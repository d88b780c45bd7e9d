import WebPages

/// What a page shows: each value that its template asks for, by the name that it has there.
protocol PageModel: ShownOnPage, Sendable {
    /// The template that shows it.
    static var template: PageTemplate { get }
}

/// A moment, for people and for the script that writes it in their own time zone.
struct MomentModel: ShownOnPage, Sendable {
    let machine: String
    let text: String

    var pageValue: PageValue {
        ["machine": .of(machine), "text": .of(text)]
    }
}

/// What went wrong.
struct ErrorModel: PageModel {
    static let template = PageTemplate.error
    let title: String
    let text: String
    let code: String

    var pageValue: PageValue {
        ["title": .of(title), "text": .of(text), "code": .of(code)]
    }
}
