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
        ("{{missing}}{{time.missing}}{{name.missing}}{{gone.missing}}", ["missing", "time.missing", "name.missing"]),
        ("{{#on}}{{a}}{{/on}}{{^on}}{{b}}{{/on}}{{#missing}}{{c}}{{/missing}}", ["a", "b", "missing"]),
        ("{{#rows}}{{id}}{{name}}{{/rows}}{{id}}", ["id"]),
        ("{{#rows}}{{more}}{{/rows}}", ["more"]),
        ("{{#texts}}{{.}}{{/texts}}{{#time}}{{text}}{{/time}}{{#time.text}}{{.}}{{/time.text}}", []),
        ("{{#gone}}{{anything}}{{/gone}}{{^gone}}{{a}}{{/gone}}", ["a"]),
        ("{{^rows}}{{name}}{{id}}{{/rows}}{{^time}}{{text}}{{/time}}", ["id", "text"]),
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

    @Test func `two objects with the same names are of one type, wherever they stand`() {
        let rows: PageValue = .list([["id": "2", "note": "y"]])
        let model: PageValue = ["a": ["id": "1", "note": "x"], "b": rows, "c": ["id": "3"]]
        let tags = TagWalk.tags(of: "page", in: ["page": "{{a.note}}"])
        let check = ModelCheck(model, beside: Self.common, shownBy: tags)
        #expect(check.said["b.note"] == check.said["a.note"] && check.said["c.id"] != check.said["a.id"])
        #expect(check.asked == check.said.filter { ["a", "a.note"].contains($0.key) })
    }

    @Test func `a template leads to its partials and parents, and to theirs`() {
        let texts = ["a": "{{>b}}", "b": "{{<c}}{{$d}}{{>e}}{{/d}}{{/c}}", "c": "{{f}}", "g": "{{>a}}"]
        #expect(TagWalk.names(from: "a", in: texts) == ["a", "b", "c", "e"])
    }
}
