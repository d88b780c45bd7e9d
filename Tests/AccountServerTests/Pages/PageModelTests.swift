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
        let models = ModelTable.models(Self.plain, true)
        for model in models {
            let contents = ModelContents(model)
            #expect(contents.texts.allSatisfy { $0 == Self.plain }, "\(type(of: model))")
            #expect(contents.flags.allSatisfy { $0 }, "\(type(of: model))")
            #expect(contents.gaps == 0, "\(type(of: model))")
        }
        let declared = try ShownTypes.declared(in: "AccountServer")
        #expect(declared.count > 20)
        #expect(ShownTypes.found(in: models, of: "AccountServer") == declared)
    }

    @Test func `every template has a model, and the layout stands around all`() throws {
        let shown = ModelTable.models(Self.plain, true).map { type(of: $0).template }
        #expect(shown.count == PageTemplate.allCases.count - 1)
        #expect(Set(shown) == Set(PageTemplate.allCases).subtracting([.layout]))
        let files = try SourceTree.texts(in: "Sources/AccountServer/Pages/Templates", endingIn: ".mustache")
        #expect(files.keys.sorted() == PageTemplate.allCases.map { "\($0.rawValue).mustache" }.sorted())
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
}

/// What stands in a model, however deep, by reflection.
private struct ModelContents {
    private(set) var texts: [String] = []
    private(set) var flags: [Bool] = []
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
            default: break
            }
            for child in mirror.children { read(child.value) }
        }
    }
}
