import Testing
import WebPages

/// A template that is wrong, and what is said of it.
private struct WrongTemplate: CustomTestStringConvertible {
    let template: String
    let fault: TemplateError.Fault
    let line: Int
    var testDescription: String { template }

    init(_ template: String, _ fault: TemplateError.Fault, line: Int = 1) {
        (self.template, self.fault, self.line) = (template, fault, line)
    }
}

private let wrong = [
    WrongTemplate("a\n{{", .unclosedTag, line: 2),
    WrongTemplate("{{name", .unclosedTag),
    WrongTemplate("{{name ", .unclosedTag),
    WrongTemplate("{{#name", .unclosedTag),
    WrongTemplate("{{!never ends", .unclosedTag),
    WrongTemplate("{{name}", .wrongName),
    WrongTemplate("{{{name}}", .wrongName),
    WrongTemplate("{{}}", .unknownTag),
    WrongTemplate("{{ }}", .wrongName),
    WrongTemplate("{{a b}}", .wrongName),
    WrongTemplate("{{a..b}}", .wrongName),
    WrongTemplate("{{.a}}", .wrongName),
    WrongTemplate("{{a.}}", .wrongName),
    WrongTemplate("{{#}}{{/}}", .wrongName),
    WrongTemplate("{{first(list)}}", .wrongName),
    WrongTemplate("{{é}}", .unknownTag),
    WrongTemplate("{{&name}}", .unknownTag),
    WrongTemplate("{{=<% %>=}}", .unknownTag),
    WrongTemplate("{{%CONTENT_TYPE:TEXT}}", .unknownTag),
    WrongTemplate("{{>*name}}", .wrongName),
    WrongTemplate("a\nb{{#name}}\nc\n", .unclosed("name"), line: 2),
    WrongTemplate("{{#a.b}}{{^c}}{{/c}}", .unclosed("a.b")),
    WrongTemplate("{{<parent}}", .unclosed("parent")),
    WrongTemplate("{{<parent}}{{$block}}{{/parent}}", .wrongEnd("parent")),
    WrongTemplate("a\n{{/name}}", .wrongEnd("name"), line: 2),
    WrongTemplate("{{#a}}\n{{#b}}\n{{/a}}\n{{/b}}", .wrongEnd("a"), line: 3),
    WrongTemplate("{{<parent}}\nlost\n{{/parent}}", .besideBlocks("parent")),
    WrongTemplate("{{<parent}}{{name}}{{/parent}}", .besideBlocks("parent")),
    WrongTemplate("{{<parent}}{{#a}}{{$b}}{{/b}}{{/a}}{{/parent}}", .besideBlocks("parent")),
    WrongTemplate("a\n{{>nowhere}}", .unknownTemplate("nowhere"), line: 2),
    WrongTemplate("{{#a}}{{<nowhere}}{{/nowhere}}{{/a}}", .unknownTemplate("nowhere")),
    WrongTemplate("{{<parent}}{{$a}}\n{{>nowhere}}{{/a}}{{/parent}}", .unknownTemplate("nowhere"), line: 2),
    WrongTemplate("{{>case}}", .circular("case")),
    WrongTemplate("{{^a}}{{>parent}}{{/a}}\n{{<parent}}{{$a}}{{>case}}{{/a}}{{/parent}}", .circular("case"), line: 2),
]

@Suite struct TemplateErrorTests {
    private static func read(_ template: String) throws(TemplateError) {
        let parent = try Template(Array("<{{$a}}{{/a}}>".utf8), named: "parent")
        _ = try Templates([parent, Template(Array(template.utf8), named: "case")])
    }

    @Test(arguments: wrong)
    fileprivate func `a template that is wrong is refused when it is read`(example: WrongTemplate) {
        let error = #expect(throws: TemplateError.self) { try Self.read(example.template) }
        #expect(error?.template == "case")
        #expect(error?.line == example.line)
        #expect(error?.fault == example.fault)
    }

    @Test func `templates that lead to each other are refused`() throws {
        let templates = try [("a", "{{>b}}"), ("b", "\n{{>c}}"), ("c", "{{>b}}")].map {
            try Template(Array($1.utf8), named: $0)
        }
        let error = #expect(throws: TemplateError.self) { try Templates(templates) }
        #expect(error?.description == "c:1: b leads back to this template")
    }

    @Test func `two templates have two names`() throws {
        let template = try Template([], named: "page")
        let error = #expect(throws: TemplateError.self) { try Templates([template, template]) }
        #expect(error?.description == "page:1: there are two templates with this name")
    }

    @Test func `a template that is named twice is not circular`() throws {
        let template = try Template(Array("{{>parent}}{{>parent}}".utf8), named: "case")
        let parent = try Template(Array("<>".utf8), named: "parent")
        #expect(try Templates([template, parent]).render(PageValue.nothing, with: "case") == Array("<><>".utf8))
    }
}
