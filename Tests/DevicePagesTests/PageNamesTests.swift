import TestSupport
import Testing
import WebPages

@testable import DevicePages

/// Every name that a template asks for is one that its model says: another one would show as nothing.
@Suite struct PageNamesTests {
    private static let texts = PageTemplates.files.mapValues { String(decoding: $0, as: UTF8.self) }
    /// What every page shows beside its model.
    private static let common: PageValue = ["w": .words { $0 }, "language": "", "formToken": ""]

    /// The model of a page held against each of its templates.
    private static func checks(_ page: PageCase) -> [(template: String, check: ModelCheck)] {
        let model: PageValue = ["m": page.model(PageTexts(isHostile: false)).pageValue]
        return page.templates.map { template in
            (template, ModelCheck(model, beside: common, shownBy: TagWalk.tags(of: template, in: texts)))
        }
    }

    @Test(arguments: PageTable.all)
    func `every value that a template asks for is said by its model`(page: PageCase) {
        for (template, check) in Self.checks(page) {
            #expect(check.unsaid.sorted() == [], "\(template)")
        }
    }

    @Test func `every value that a model says is asked for on some page that shows a model of its type`() {
        var (said, asked): (Set<ModelCheck.Member>, Set<ModelCheck.Member>) = ([], [])
        for (_, check) in PageTable.all.flatMap(Self.checks) {
            said.formUnion(check.said.filter { $0.key != "m" }.values)
            asked.formUnion(check.asked.values)
        }
        #expect(said.count > 200)
        #expect(said.subtracting(asked).map(\.description).sorted() == [])
    }

    @Test func `every template is a page of the table, or a part of one`() {
        let pages = PageTable.all.flatMap(\.templates)
        let seen = pages.reduce(into: Set<String>()) { $0.formUnion(TagWalk.names(from: $1, in: Self.texts)) }
        #expect(Set(PageTemplates.files.keys).subtracting(seen).sorted() == [])
    }

    @Test func `every file of a template is listed`() throws {
        let files = try SourceTree.texts(in: "Sources/DevicePages/Templates", endingIn: ".mustache")
        #expect(files.keys.sorted() == PageTemplates.files.keys.map { "\($0).mustache" }.sorted())
    }
}
