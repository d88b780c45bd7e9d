import Testing
import WebPages

@Suite struct TemplateTests {
    @Test(arguments: TemplateCase.all)
    func `a template becomes the page that its tags describe`(example: TemplateCase) throws {
        let others = try TemplateCase.others.map { try Template(Array($1.utf8), named: $0) }
        let templates = try Templates(others + [Template(Array(example.template.utf8), named: "case")])
        let html = try #require(templates.render(TemplateCase.model, with: "case"))
        #expect(String(decoding: html, as: UTF8.self) == example.html)
    }

    @Test func `a brace that begins no tag is text, and so is a mark that joins with a tag`() throws {
        let templates = try Templates([Template(Array("é{{name}}\u{301} {".utf8), named: "page")])
        #expect(templates.render(TemplateCase.model, with: "page") == Array("éA &amp; B\u{301} {".utf8))
    }

    @Test func `what replaces a block can show what it replaces`() throws {
        let templates = try Templates([
            Template(Array("<{{$a}}a{{/a}}>".utf8), named: "parent"),
            Template(Array("{{<parent}}{{$a}}before {{$a}}none{{/a}}{{/a}}{{/parent}}".utf8), named: "child"),
        ])
        #expect(templates.render(PageValue.nothing, with: "child") == Array("<before none>".utf8))
    }

    @Test func `a template that there is not has no page`() throws {
        #expect(try Templates([]).render(PageValue.nothing, with: "page") == nil)
    }

    @Test func `values that are no text show nothing`() throws {
        let templates = try Templates([Template(Array("[{{list}}{{user}}{{w}}{{{rows}}}]".utf8), named: "page")])
        #expect(templates.render(TemplateCase.model, with: "page") == Array("[]".utf8))
    }
}
