import TestSupport
import Testing
import WebPages

@Suite struct ModelCheckTests {
    private static let common: PageValue = ["w": .words { $0 }, "base": "/"]
    private static let model: PageValue = [
        "name": "a", "gone": .nothing, "on": .flag(false), "time": ["text": "now"], "texts": .list(["x"]),
        "rows": .list([["id": .number(1)], ["id": .number(2), "more": "m"]]),
    ]

    private static func check(_ template: String) -> ModelCheck {
        let texts = ["page": template, "layout": "{{base}}{{title}}{{$main}}{{/main}}"]
        return ModelCheck(model, beside: common, shownBy: TagWalk.tags(of: "page", in: texts))
    }

    @Test(arguments: [
        ("{{name}}{{gone}}{{base}}{{w.some.word}}", []),
        ("{{missing}}{{time.missing}}{{gone.missing}}", ["missing", "time.missing"]),
        ("{{#on}}{{a}}{{/on}}{{^on}}{{b}}{{/on}}{{#missing}}{{c}}{{/missing}}", ["a", "b", "missing"]),
        ("{{#rows}}{{id}}{{name}}{{/rows}}{{id}}", ["id"]),
        ("{{#rows}}{{more}}{{/rows}}", ["more"]),
        ("{{#texts}}{{.}}{{/texts}}{{#time}}{{text}}{{/time}}{{#time.text}}{{.}}{{/time.text}}", []),
        ("{{#gone}}{{anything}}{{/gone}}", []),
        ("{{rows}}{{time}}{{#rows}}{{.}}{{/rows}}", ["rows", "time", "."]),
        ("{{<layout}}{{$main}}{{main}}{{/main}}{{/layout}}", ["title", "main"]),
    ])
    func `what a template asks for and nobody says is found`(template: String, unsaid: [String]) {
        #expect(Self.check(template).unsaid == Set(unsaid))
    }

    @Test func `what a model says and no template asks for is found`() {
        let names: Set = ["name", "gone", "on", "time", "time.text", "texts", "rows", "rows.id", "rows.more"]
        #expect(Self.check("").unasked == names)
        let most = "{{name}}{{gone}}{{#on}}{{/on}}{{time.text}}{{#texts}}{{.}}{{/texts}}{{#rows}}{{id}}{{/rows}}"
        #expect(Self.check(most).unasked == ["rows.more"])
        #expect(Self.check(most + "{{#rows}}{{more}}{{/rows}}").unasked.isEmpty)
    }
}
