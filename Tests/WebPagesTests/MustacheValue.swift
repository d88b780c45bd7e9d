import Mustache
import WebPages

/// The values of our own renderer as the library takes them.
enum MustacheValue {
    /// The same value for the library; nil for none.
    static func of(_ value: PageValue) -> Any? {
        switch value {
        case .nothing: nil
        case .text(let text): text
        case .number(let number): number
        case .flag(let isSet): isSet
        // An optional in a list shows as "nil" there; no page has one.
        case .list(let elements): Elements(elements: elements.map { of($0) ?? "" })
        case .object(let members): Members(members: members)
        case .words(let word): Words(word: word, key: "")
        }
    }

    /// A list, which shows nothing where a text is asked for.
    private struct Elements: MustacheSequence, MustacheCustomRenderable {
        let elements: [Any]
        func makeIterator() -> IndexingIterator<[Any]> { elements.makeIterator() }
        var renderText: String { "" }
        var isNull: Bool { false }
    }

    private struct Members: MustacheParent, MustacheCustomRenderable {
        let members: [(name: String, value: PageValue)]
        func child(named name: String) -> Any? { members.first { $0.name == name }.flatMap { of($0.value) } }
        var renderText: String { "" }
        var isNull: Bool { false }
    }

    private struct Words: MustacheParent, MustacheCustomRenderable {
        let word: @Sendable (String) -> String
        let key: String
        func child(named name: String) -> Any? { Words(word: word, key: key.isEmpty ? name : "\(key).\(name)") }
        var renderText: String { key.isEmpty ? "" : word(key) }
        var isNull: Bool { false }
    }
}
