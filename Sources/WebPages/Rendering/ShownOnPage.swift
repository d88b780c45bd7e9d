/// What a template can show; a model of a page says its values by the names that the template has for them.
package protocol ShownOnPage {
    /// What the template shows.
    var pageValue: PageValue { get }
}

extension PageValue: ShownOnPage {
    package var pageValue: PageValue { self }

    /// What is shown for a value: `["letter": .of(letter), "hue": .of(hue)]`.
    package static func of(_ value: some ShownOnPage) -> PageValue { value.pageValue }
}

extension String: ShownOnPage {
    package var pageValue: PageValue { .text(self) }
}

extension Substring: ShownOnPage {
    package var pageValue: PageValue { .text(String(self)) }
}

extension Bool: ShownOnPage {
    package var pageValue: PageValue { .flag(self) }
}

extension Int: ShownOnPage {
    package var pageValue: PageValue { .number(Int64(self)) }
}

extension Int64: ShownOnPage {
    package var pageValue: PageValue { .number(self) }
}

extension Optional: ShownOnPage where Wrapped: ShownOnPage {
    package var pageValue: PageValue { self?.pageValue ?? .nothing }
}

extension Array: ShownOnPage where Element: ShownOnPage {
    package var pageValue: PageValue { .list(map { $0.pageValue }) }
}
