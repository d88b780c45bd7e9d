import Testing

@testable import DeviceWeb
@testable import WebPages

/// Every name that a template asks for is one that its model says: another one would show as nothing.
@Suite struct PageNamesTests {
    @Test(arguments: PageTable.all)
    func `every value that a template asks for is said by its model`(page: PageCase) throws {
        let model = page.model(PageTexts(isHostile: false))
        for template in page.templates {
            var walk = try NameWalk(model.pageValue)
            walk.follow(template)
            #expect(walk.missing.sorted() == [], "\(template)")
        }
    }

    @Test func `every template is a page of the table, or a part of one`() throws {
        var seen: Set<String> = []
        for page in PageTable.all {
            for template in page.templates {
                var walk = try NameWalk(page.model(PageTexts(isHostile: false)).pageValue)
                walk.follow(template)
                seen.formUnion(walk.seen)
            }
        }
        #expect(Set(PageTemplates.files.keys).subtracting(seen).sorted() == [])
    }

    @Test func `a name that the model does not say is found, wherever it is asked for`() throws {
        let value: PageValue = [
            "here": "a", "off": .flag(false), "row": ["id": "b"], "rows": [["id": "c"] as PageValue].pageValue,
        ]
        let asked = """
            {{m.here}}{{m.gone}}{{#m.off}}{{m.goneToo}}{{/m.off}}{{^m.here}}{{m.never}}{{/m.here}}
            {{#m.row}}{{id}}{{name}}{{/m.row}}{{#m.rows}}{{id}}{{nameOfRow}}{{/m.rows}}{{m.here.more}}{{w.some.word}}
            """
        var walk = try NameWalk(value)
        walk.follow(try Template(Array(asked.utf8), named: "page").parts)
        #expect(walk.missing == ["m.gone", "m.goneToo", "m.never", "name", "nameOfRow", "m.here.more"])
    }
}

/// Follows a template through all that it could show, and notes the names that no value has.
private struct NameWalk {
    /// The names that no value has.
    private(set) var missing: Set<String> = []
    /// The templates that were followed.
    private(set) var seen: Set<String> = []
    /// The values that the sections around are about, the innermost last.
    private var values: [PageValue]

    private static let templates = Result {
        let parts = try PageTemplates.files.map { try Template($1, named: $0) }
        return Dictionary(uniqueKeysWithValues: parts.map { ($0.name, $0.parts) })
    }
    private let templates: [String: [TemplatePart]]

    init(_ model: PageValue) throws {
        templates = try Self.templates.get()
        values = [["m": model, "w": .words { $0 }, "language": "", "formToken": ""]]
    }

    mutating func follow(_ template: String) {
        seen.insert(template)
        follow(templates[template] ?? [])
    }

    mutating func follow(_ parts: [TemplatePart]) {
        for part in parts {
            switch part {
            case .text: break
            case .value(let path, _): _ = said(path)
            case .section(let path, let isInverted, let inner):
                switch said(path) {
                case .list(let elements) where !isInverted:
                    for element in elements { follow(inner, about: element) }
                case .object(let members) where !isInverted: follow(inner, about: .object(members))
                default: follow(inner)
                }
            case .template(let name, _, let blocks):
                for inner in blocks.values { follow(inner) }
                follow(name)
            case .block(_, _, let inner): follow(inner)
            }
        }
    }

    private mutating func follow(_ parts: [TemplatePart], about value: PageValue) {
        values.append(value)
        follow(parts)
        values.removeLast()
    }

    /// The value of a path; notes a path that leads nowhere.
    private mutating func said(_ path: ValuePath) -> PageValue {
        guard let first = path.names.first else { return .nothing }
        guard var value = values.reversed().lazy.compactMap({ Self.member(first, of: $0) }).first else {
            missing.insert(path.names.joined(separator: "."))
            return .nothing
        }
        for name in path.names.dropFirst() {
            if case .words = value { return .text("") }
            guard let member = Self.member(name, of: value) else {
                missing.insert(path.names.joined(separator: "."))
                return .nothing
            }
            value = member
        }
        return value
    }

    /// The member of a name, be it there or not; nil where there is none.
    private static func member(_ name: String, of value: PageValue) -> PageValue? {
        guard case .object(let members) = value else { return nil }
        return members.first { $0.name == name }?.value
    }
}
