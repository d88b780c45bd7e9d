import Foundation

/// A tag of a template that shows something of a model.
package indirect enum ModelTag {
    case value([String])
    /// What stands in a section; where it is inverted, it is shown for no value.
    case section([String], isInverted: Bool, [ModelTag])

    /// Whether it shows a value of the model, and no words.
    package var isValue: Bool {
        if case .value(let path) = self { return path.first != "w" }
        return false
    }
}

/// Finds the tags of templates, without the reader of `WebPages`.
package struct TagWalk {
    private var tags: [String]

    /// Takes a template's text.
    package init(_ text: String) {
        tags = text.components(separatedBy: "{{").dropFirst().map { $0.components(separatedBy: "}}")[0] }
    }

    /// The partials and parents that the template names.
    package var uses: [String] {
        tags.filter { "<>".contains($0.prefix(1)) && !$0.isEmpty }.map { String($0.dropFirst()) }
    }

    /// The names of a template and of all that it leads to.
    package static func names(from name: String, in texts: [String: String]) -> Set<String> {
        TagWalk(texts[name] ?? "").uses.reduce(into: [name]) { $0.formUnion(names(from: $1, in: texts)) }
    }

    /// The tags of a template and of all that it names, each where it stands.
    package static func tags(of name: String, in texts: [String: String]) -> [ModelTag] {
        var walk = TagWalk(texts[name] ?? "")
        walk.tags.reverse()
        return walk.rest(texts)
    }

    /// The tags up to the end of a section.
    private mutating func rest(_ texts: [String: String]) -> [ModelTag] {
        var found: [ModelTag] = []
        while let tag = tags.popLast() {
            let name = String(tag.dropFirst())
            switch tag.prefix(1) {
            case "#", "^":
                let path = name.components(separatedBy: ".")
                found.append(.section(path, isInverted: tag.hasPrefix("^"), rest(texts)))
            case ">": found += Self.tags(of: name, in: texts)
            case "<": found += Self.tags(of: name, in: texts) + rest(texts)
            case "$": found += rest(texts)
            case "/": return found
            case "!": break
            case "{": found.append(.value(name.components(separatedBy: ".")))
            default: found.append(.value(tag.components(separatedBy: ".")))
            }
        }
        return found
    }
}
