import Encodings
import Testing

@Suite struct MarkupElementTests {
    @Test func `names lose their prefix, and text its entities and sections`() throws {
        let element = try #require(
            MarkupElement(Array("<d:a xmlns:d=\"DAV:\"><d:b>x &lt; <![CDATA[y]]></d:b><b/></d:a>".utf8))
        )
        #expect(element.name == "a")
        #expect(element.first("b")?.text == "x < y")
        #expect(element.all("b").count == 2)
    }

    @Test func `entities of the document's own and endless nesting are refused`() {
        let entity = "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY f SYSTEM \"file:///etc/passwd\">]><a>&f;</a>"
        #expect(MarkupElement(Array(entity.utf8)) == nil)
        #expect(MarkupElement(entity.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }) == nil)
        let nested = String(repeating: "<a>", count: 100) + String(repeating: "</a>", count: 100)
        #expect(MarkupElement(Array(nested.utf8)) == nil)
    }
}
