package import WebPages

/// What the tags of a template ask for, held against what a model says.
package struct ModelCheck {
    /// The tags for which nobody says a value, and those that would show a list or an object as a text.
    package private(set) var unsaid: Set<String> = []
    /// The values of the model, by the names that lead to them.
    package let said: [String: Member]
    /// Those that a tag asks for.
    package private(set) var asked: [String: Member] = [:]
    /// The names that lead to values of the model that no tag asks for.
    package var unasked: Set<String> { Set(said.keys).subtracting(asked.keys) }

    /// A value of an object, wherever the object stands: objects with the same names are of one type.
    package struct Member: Hashable, CustomStringConvertible {
        let name: String
        let object: [String]

        package var description: String { "\(name) of \(object.joined(separator: ", "))" }
    }

    /// A value that names are looked for in, and the names that lead to it; nil for what is not of the model.
    private struct Scope {
        let value: PageValue
        let names: String?
    }

    /// Holds a template's tags against a model and what every page of the program shows beside it.
    ///
    /// A section is followed whatever its value is, but for one that is nothing, and the model has to say that too. An
    /// inverted one is about no value, so its tags find no names there.
    package init(_ model: PageValue, beside common: PageValue, shownBy tags: [ModelTag]) {
        said = Self.members(of: model)
        walk(tags, within: [Scope(value: common, names: nil), Scope(value: model, names: "")])
    }

    private mutating func walk(_ tags: [ModelTag], within scopes: [Scope]) {
        for tag in tags {
            switch tag {
            case .value(let path):
                switch find(path, within: scopes)?.value {
                case nil, .list, .object: unsaid.insert(path.joined(separator: "."))
                case .nothing, .text, .number, .flag, .words: break
                }
            case .section(let path, let isInverted, let inner):
                guard let found = find(path, within: scopes) else {
                    unsaid.insert(path.joined(separator: "."))
                    continue
                }
                switch found.value {
                case _ where isInverted: walk(inner, within: scopes)
                case .nothing: break
                case .flag, .words: walk(inner, within: scopes)
                case .text, .number, .object: walk(inner, within: scopes + [found])
                case .list(let elements):
                    for element in elements {
                        walk(inner, within: scopes + [Scope(value: element, names: found.names)])
                    }
                }
            }
        }
    }

    /// What a path leads to, from the innermost section outwards; nil where nobody says it.
    private mutating func find(_ path: [String], within scopes: [Scope]) -> Scope? {
        // `{{.}}`
        guard let first = path.first, !first.isEmpty else { return scopes.last }
        for scope in scopes.reversed() {
            guard var found = member(first, of: scope) else { continue }
            for name in path.dropFirst() {
                switch found.value {
                case .nothing: return found
                case .words: return Scope(value: .text(name), names: nil)
                default:
                    guard let next = member(name, of: found) else { return nil }
                    found = next
                }
            }
            return found
        }
        return nil
    }

    private mutating func member(_ name: String, of scope: Scope) -> Scope? {
        guard case .object(let members) = scope.value, let member = members.first(where: { $0.name == name })
        else { return nil }
        let names = scope.names.map { $0.isEmpty ? name : "\($0).\(name)" }
        if let names { asked[names] = Member(name: name, object: members.map(\.name)) }
        return Scope(value: member.value, names: names)
    }

    private static func members(of value: PageValue, behind names: String = "") -> [String: Member] {
        switch value {
        case .nothing, .text, .number, .flag, .words: [:]
        case .list(let elements):
            elements.reduce(into: [:]) { $0.merge(members(of: $1, behind: names)) { first, _ in first } }
        case .object(let object):
            object.reduce(into: [:]) { found, member in
                let inner = names.isEmpty ? member.name : "\(names).\(member.name)"
                found[inner] = Member(name: member.name, object: object.map(\.name))
                found.merge(members(of: member.value, behind: inner)) { first, _ in first }
            }
        }
    }
}
