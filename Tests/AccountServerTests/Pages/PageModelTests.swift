import Foundation
import TestSupport
import Testing
import WebPages

@testable import AccountServer

/// The models of the pages, their templates, and what becomes of a text in them.
@Suite struct PageModelTests {
    private static let plain = "what somebody wrote"
    private static let words = ServiceWords.preferred(["en"])

    private static func html(of model: any PageModel, around text: String) throws -> String {
        let renderer = PageRenderer(assets: PageAssets(), name: text)
        let url = try #require(PublicURL(TestService.publicURL))
        return String(decoding: renderer.render(model, url: url, words: words, formToken: text), as: UTF8.self)
    }

    @Test(arguments: [
        ("\"><script src=\"//x\"></script>", "&quot;&gt;&lt;script src=&quot;//x&quot;&gt;&lt;/script&gt;"),
        ("'&amp;\u{D4E}<b id='x'>\u{301}", "&#39;&amp;amp;\u{D4E}&lt;b id=&#39;x&#39;&gt;\u{301}"),
        ("{{title}}{{{title}}}{{/content}}", "{{title}}{{{title}}}{{/content}}"),
    ])
    func `a text in any field of any model is escaped, and changes nothing else`(text: String, escaped: String) throws {
        for flag in [true, false] {
            for (model, plain) in zip(ModelTable.models(text, flag), ModelTable.models(Self.plain, flag)) {
                let expected = try Self.html(of: plain, around: Self.plain)
                #expect(expected.contains(Self.plain))
                let found = try Self.html(of: model, around: text)
                let filled = expected.replacing(Self.plain, with: escaped)
                #expect(found.utf8.elementsEqual(filled.utf8), "\(type(of: model)), \(flag)")
            }
        }
    }

    @Test func `the table has every model, and fills every field of it`() throws {
        var found: Set<String> = []
        for model in ModelTable.models(Self.plain, true) {
            let contents = ModelContents(model)
            #expect(contents.texts.allSatisfy { $0 == Self.plain }, "\(type(of: model))")
            #expect(contents.flags.allSatisfy { $0 }, "\(type(of: model))")
            #expect(contents.gaps == 0, "\(type(of: model))")
            found.formUnion(contents.models)
        }
        let names = found.compactMap { $0.split(separator: ".").last.map(String.init) }
        let declared = try Self.declared()
        #expect(declared.count > 20)
        #expect(names.sorted() == declared.sorted())
    }

    @Test func `every template has a model, and the layout stands around all`() {
        let shown = ModelTable.models(Self.plain, true).map { type(of: $0).template }
        #expect(shown.count == PageTemplate.allCases.count - 1)
        #expect(Set(shown) == Set(PageTemplate.allCases).subtracting([.layout]))
    }

    @Test func `a template asks for what its model says, for all of it and for nothing else`() throws {
        let texts = Dictionary(
            uniqueKeysWithValues: PageTemplate.allCases.map { template in
                (template.rawValue, String(decoding: template.text, as: UTF8.self))
            }
        )
        let url = try #require(PublicURL(TestService.publicURL))
        let renderer = PageRenderer(assets: PageAssets(), name: Self.plain)
        let common = renderer.common(url: url, words: Self.words, formToken: Self.plain)
        for flag in [true, false] {
            for model in ModelTable.models(Self.plain, flag) {
                let template = type(of: model).template.rawValue
                let tags = TagWalk.tags(of: template, in: texts)
                #expect(tags.count > 5, "\(template)")
                let check = ModelCheck(model.pageValue, beside: common, shownBy: tags)
                #expect(check.unsaid.isEmpty, "\(template) asks for \(check.unsaid.sorted())")
                #expect(check.unasked.isEmpty, "\(type(of: model)) says \(check.unasked.sorted())")
            }
        }
    }

    /// The names of the types that the service's sources say are shown on a page.
    private static func declared() throws -> [String] {
        let sources = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Sources/AccountServer")
        let files = FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)
        var names: [String] = []
        for case let file as URL in try #require(files) where file.pathExtension == "swift" {
            let text = try String(contentsOf: file, encoding: .utf8)
            for match in text.matches(of: /\b(?:struct|enum|extension) ([\w.]+)(?:<[^>]*>)?: ([^{]*)\{/)
            where match.2.contains(/\b(?:PageModel|ShownOnPage)\b/) {
                names.append(String(match.1))
            }
        }
        return names
    }
}

/// What stands in a model, however deep, by reflection.
private struct ModelContents {
    private(set) var texts: [String] = []
    private(set) var flags: [Bool] = []
    /// The types that are shown on a page, with the types around them.
    private(set) var models: Set<String> = []
    /// How many optionals have no value, and lists no element.
    private(set) var gaps = 0

    init(_ model: any PageModel) {
        read(model)
    }

    private mutating func read(_ value: Any) {
        switch value {
        case let text as String: texts.append(text)
        case let flag as Bool: flags.append(flag)
        case is Int: break
        default:
            let mirror = Mirror(reflecting: value)
            switch mirror.displayStyle {
            case .optional, .collection: if mirror.children.isEmpty { gaps += 1 }
            case .struct, .enum: if value is any ShownOnPage { models.insert(String(reflecting: type(of: value))) }
            default: break
            }
            for child in mirror.children { read(child.value) }
        }
    }
}
