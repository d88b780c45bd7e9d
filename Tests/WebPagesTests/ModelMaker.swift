import Foundation
import WebPages

/// The values of a model by their names.
private typealias Members = [(name: String, value: PageValue)]

/// A tag of a template that shows something of a model.
indirect enum ModelTag {
    case value([String])
    case section([String], [ModelTag])

    /// Whether it shows a value of the model, and no words.
    var isValue: Bool {
        if case .value(let path) = self { return path.first != "w" }
        return false
    }
}

/// Finds the tags of templates, without the reader of `WebPages`.
struct TagWalk {
    private var tags: [String]

    /// Takes a template's text.
    init(_ text: String) {
        tags = text.components(separatedBy: "{{").dropFirst().map { $0.components(separatedBy: "}}")[0] }
    }

    /// The partials and parents that the template names.
    var uses: [String] {
        tags.filter { "<>".contains($0.prefix(1)) && !$0.isEmpty }.map { String($0.dropFirst()) }
    }

    /// The tags of a template and of all that it names, each where it stands.
    static func tags(of name: String, in texts: [String: String]) -> [ModelTag] {
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
            case "#", "^": found.append(.section(name.components(separatedBy: "."), rest(texts)))
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

/// Makes models for templates: a value of some kind, or none, for each name.
struct ModelMaker: RandomNumberGenerator {
    private var state: UInt64

    /// The same seed makes the same models.
    init(seed: Int) {
        state = UInt64(seed)
    }

    mutating func next() -> UInt64 {
        // SplitMix64.
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }

    /// A model for tags, with words.
    mutating func model(for tags: [ModelTag]) -> PageValue {
        var members: Members = [("w", .words { "\($0) <é>" })]
        fill(&members, for: tags)
        return .object(members)
    }

    private mutating func fill(_ members: inout Members, for tags: [ModelTag]) {
        for tag in tags {
            switch tag {
            case .value(let path): if !path.contains("") { put(scalar(), at: path[...], in: &members) }
            case .section(let path, let inner):
                put(value(for: inner), at: path[...], in: &members)
                // What a section names may stand outside of it.
                if Bool.random(using: &self) { fill(&members, for: inner) }
            }
        }
    }

    private mutating func scalar() -> PageValue {
        let texts = ["plain", "<b class=\"x\">&'", "", "two\nlines\n", "\u{D4E}<\u{301}", "{{name}}"]
        return switch UInt.random(in: 0..<10, using: &self) {
        case 0: .nothing
        case 1: .number(Int64.random(in: -9...999, using: &self))
        case 2: .flag(Bool.random(using: &self))
        default: .text(texts.randomElement(using: &self) ?? "")
        }
    }

    private mutating func value(for tags: [ModelTag]) -> PageValue {
        switch UInt.random(in: 0..<10, using: &self) {
        case 0: .nothing
        case 1: .flag(false)
        case 2, 3: .flag(true)
        case 4: .list([])
        case 5: .list([scalar(), scalar()])
        case 6: scalar()
        case 7: object(for: tags)
        default: .list([object(for: tags), object(for: tags)])
        }
    }

    private mutating func object(for tags: [ModelTag]) -> PageValue {
        var members: Members = []
        fill(&members, for: tags)
        return .object(members)
    }

    /// Puts a value where a path leads, unless there is one already.
    private func put(_ value: PageValue, at path: ArraySlice<String>, in members: inout Members) {
        guard let name = path.first else { return }
        let place = members.firstIndex { $0.name == name }
        guard path.count > 1 else {
            if place == nil { members.append((name, value)) }
            return
        }
        var inner: Members = []
        if let place {
            guard case .object(let present) = members[place].value else { return }
            inner = present
        }
        put(value, at: path.dropFirst(), in: &inner)
        if let place { members[place].value = .object(inner) } else { members.append((name, .object(inner))) }
    }
}
