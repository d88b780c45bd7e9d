import DeviceCore
import OutsideText
import TestSupport
import Testing
import WebPages

@testable import DevicePages

/// No text of a model becomes markup, whatever is in it and wherever a page shows it.
@Suite struct PageEscapingTests {
    /// What the templates of a model show.
    private struct Shown {
        /// The places of the table whose texts a page has, escaped.
        var places: Set<SourceLocation> = []
        /// The places that make a text of the model, be it shown or not.
        let made: Set<SourceLocation>
        /// Where a text has become markup.
        var faults: [String] = []

        init(_ page: PageCase) {
            let (plain, hostile) = (PageTexts(isHostile: false), PageTexts(isHostile: true))
            let harmless = page.model(plain).pageValue.variants
            let models = page.model(hostile).pageValue.variants
            made = Set(hostile.places.values)
            let texts = hostile.places.map { (escaped: HTMLText.escape($0), place: $1) }
            for template in page.templates {
                for (model, other) in zip(models, harmless) {
                    let html = Self.html(template, model)
                    let expected = Self.html(template, other)
                    if html.delimitersOfHTML != expected.delimitersOfHTML { faults.append(template) }
                    for (escaped, place) in texts where !places.contains(place) && html.holds(escaped) {
                        places.insert(place)
                    }
                }
            }
        }

        private static func html(_ template: String, _ model: PageValue) -> String {
            let html = PageTemplates.html(of: model, with: template, words: PageEscapingTests.words, formToken: "")
            return String(decoding: html, as: UTF8.self)
        }
    }

    private static let words = Catalogue.preferred(["en"]).forPages

    @Test func `every text of every model is escaped, and shows on a page`() {
        var (places, made): (Set<SourceLocation>, Set<SourceLocation>) = ([], [])
        for page in PageTable.all {
            let shown = Shown(page)
            #expect(shown.faults.isEmpty, "\(page)")
            places.formUnion(shown.places)
            made.formUnion(shown.made)
        }
        #expect(made.count > 100)
        for place in made {
            #expect(places.contains(place), "the text shows on no page", sourceLocation: place)
        }
    }

    @Test(arguments: PageTable.all)
    func `the table has a hostile text wherever its model says one, and leaves nothing out`(page: PageCase) {
        let texts = PageTexts(isHostile: true)
        for (path, value) in page.model(texts).pageValue.leaves() {
            switch value {
            case .text(let text):
                let isNumber = text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
                #expect(texts.places[text] != nil || text == ownPicture || isNumber, "\(page): \(path)")
            case .number, .flag, .object: break
            case .nothing, .list, .words: Issue.record("\(page): \(path) is missing")
            }
        }
    }

    @Test func `every type that a page shows is in the table`() throws {
        let declared = try ShownTypes.declared(in: "DevicePages")
        #expect(declared.count > 50)
        let models = PageTable.all.map { $0.model(PageTexts(isHostile: false)) }
        #expect(ShownTypes.found(in: models, of: "DevicePages") == declared)
    }
}
