import OutsideText
import TestSupport
import Testing
import WebPages

@Suite struct TemplateEscapingTests {
    private static let templates = Result {
        try Templates(waysToShow.map { try Template(Array($1.utf8), named: $0) })
    }

    private static func render(_ name: String, _ value: String) throws -> String {
        let model: PageValue = [
            "value": .text(value), "on": .flag(true), "off": .flag(false), "list": [value, value].pageValue,
            "m": ["value": .text(value)], "number": .of(Optional(value)), "words": .words { _ in value },
        ]
        return try String(decoding: #require(templates.get().render(model, with: name)), as: UTF8.self)
    }

    @Test(arguments: waysToShow.keys.sorted())
    func `no value makes an element or an attribute, however it is shown`(name: String) throws {
        let plain = try Self.render(name, "plain")
        #expect(plain.contains("plain"))
        for value in hostileTexts {
            let html = try Self.render(name, value)
            #expect(html.delimitersOfHTML == plain.delimitersOfHTML, "\(value.unicodeScalars.map(\.value))")
            #expect(html.holds("form id=x"))
            #expect(!html.holds("&form"))
        }
    }

    @Test func `a value is escaped, and what stands around it is left as it is`() throws {
        let templates = try Templates([Template(Array("<i title=\"{{a}}\">{{a}}\u{301}</i>".utf8), named: "page")])
        let html = try #require(templates.render(["a": "\u{D4E}<&>\"'\u{301}"] as PageValue, with: "page"))
        let escaped = "\u{D4E}&lt;&amp;&gt;&quot;&#39;\u{301}"
        #expect(html == Array("<i title=\"\(escaped)\">\(escaped)\u{301}</i>".utf8))
    }

    @Test func `a page of many long values holds them all`() throws {
        let long = String(repeating: "<é>", count: 1000)
        let templates = try Templates([Template(Array("{{#rows}}\n{{.}}\n{{/rows}}\n".utf8), named: "page")])
        let rows = Array(repeating: long, count: 200)
        let html = try #require(templates.render(["rows": rows.pageValue] as PageValue, with: "page"))
        #expect(html.count == 200 * (10 * 1000 + 1))
    }
}
