/// What a template shows under a name.
package enum PageValue: Sendable {
    /// No value: the name is looked for further out, as if it were not there.
    case nothing
    /// A text, which is escaped.
    case text(String)
    /// A whole number.
    case number(Int64)
    /// Whether something is so; a section with it keeps the names that it has outside.
    case flag(Bool)
    /// Values one after the other; a section with it is shown for each.
    case list([PageValue])
    /// Values by their names; of two with the same name the first counts.
    case object([(name: String, value: PageValue)])
    /// Words by their keys: `{{w.page.save}}` is the sentence of `page.save` where `w` has them.
    case words(@Sendable (_ key: String) -> String)
}

extension PageValue: ExpressibleByDictionaryLiteral, ExpressibleByStringLiteral {
    /// Values by their names.
    package init(dictionaryLiteral members: (String, PageValue)...) {
        self = .object(members.map { (name: $0.0, value: $0.1) })
    }

    /// A text.
    package init(stringLiteral text: String) {
        self = .text(text)
    }
}

extension PageValue {
    /// The values of this object and those of another; where both have a name, that of this one counts.
    package func with(_ other: PageValue) -> PageValue {
        guard case .object(let members) = self, case .object(let others) = other else { return self }
        return .object(members + others)
    }

    /// The value that has a name in this one; nil where there is none.
    func member(_ name: String) -> PageValue? {
        guard case .object(let members) = self else { return nil }
        for member in members where member.name == name {
            if case .nothing = member.value { return nil }
            return member.value
        }
        return nil
    }

    /// What names lead to, one after the other.
    func value(at names: ArraySlice<String>) -> PageValue {
        var value = self
        for place in names.indices {
            if case .words(let word) = value { return .text(word(names[place...].joined(separator: "."))) }
            guard let member = value.member(names[place]) else { return .nothing }
            value = member
        }
        return value
    }
}
