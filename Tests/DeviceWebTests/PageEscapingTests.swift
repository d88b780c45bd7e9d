import DeviceCore
import Foundation
import OutsideText
import Testing
import WebPages

@testable import DeviceWeb

/// No text of a model becomes markup, whatever is in it and wherever a page shows it.
@Suite struct PageEscapingTests {
    /// What the templates of a model show.
    private struct Shown {
        /// The places of the table whose texts a page has, escaped.
        var places: Set<SourceLocation> = []
        /// The places whose texts the model says.
        var said: Set<SourceLocation> = []
        /// Where a text has become markup.
        var faults: [String] = []

        init(_ page: PageCase) {
            let (plain, hostile) = (PageTexts(isHostile: false), PageTexts(isHostile: true))
            let harmless = page.model(plain).pageValue.variants
            let models = page.model(hostile).pageValue.variants
            var texts: [(escaped: String, place: SourceLocation)] = []
            for case .text(let text) in models[0].leaves().map({ $0.value }) {
                guard let place = hostile.places[text] else { continue }
                texts.append((HTMLText.escape(text), place))
                said.insert(place)
            }
            for template in page.templates {
                for (model, other) in zip(models, harmless) {
                    let html = Self.html(template, model)
                    let expected = Self.html(template, other)
                    if Self.delimiters(html) != Self.delimiters(expected) { faults.append(template) }
                    for (escaped, place) in texts where !places.contains(place) && html.holds(escaped) {
                        places.insert(place)
                    }
                }
            }
        }

        private static func html(_ template: String, _ model: PageValue) -> String {
            let html = PageTemplates.html(of: model, with: template, words: PageEscapingTests.words)
            return String(decoding: html, as: UTF8.self)
        }

        /// What a browser takes for the beginning and the end of something.
        private static func delimiters(_ html: String) -> [UInt8] {
            html.utf8.filter { "<>\"'".utf8.contains($0) }
        }
    }

    private static let words = Catalogue.preferred(["en"]).forPages

    @Test func `every text of every model is escaped, and shows on a page`() {
        var (places, said): (Set<SourceLocation>, Set<SourceLocation>) = ([], [])
        for page in PageTable.all {
            let shown = Shown(page)
            #expect(shown.faults.isEmpty, "\(page)")
            places.formUnion(shown.places)
            said.formUnion(shown.said)
        }
        #expect(said.count > 100)
        for place in said {
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
        var found: Set<String> = []
        for page in PageTable.all { Self.types(in: page.model(PageTexts(isHostile: false)), &found) }
        let place = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Sources/DeviceWeb")
        var written: Set<String> = []
        for file in try FileManager.default.subpathsOfDirectory(atPath: place.path) where file.hasSuffix(".swift") {
            let text = try String(contentsOf: place.appending(path: file), encoding: .utf8)
            for match in text.matches(of: /(?:extension|struct|class|enum) ([\w.]+): [^{\n]*\bShownOnPage\b/) {
                written.insert(String(match.1))
            }
        }
        #expect(written.count > 50)
        #expect(written.subtracting(found).sorted() == [], "the table makes none of these")
        #expect(found.subtracting(written).sorted() == [], "these were not found in the sources")
    }

    /// Adds the names of the types of the app that are in a model.
    private static func types(in model: Any, _ found: inout Set<String>) {
        let (name, module) = (String(reflecting: type(of: model)), "DeviceWeb.")
        if model is any ShownOnPage, name.hasPrefix(module) { found.insert(String(name.dropFirst(module.count))) }
        for child in Mirror(reflecting: model).children { types(in: child.value, &found) }
    }
}
