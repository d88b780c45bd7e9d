import Encodings
import Foundation
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

@Suite struct MarkupTests {
    private static let document = """
        <?xml version="1.0" encoding="utf-8"?>
        <!-- a list --><?go on?>
        <D:multistatus xmlns:D="DAV:" xmlns='x &amp; "y"'><D:response><D:href>/a%20b/é</D:href>\r
        <D:prop a="1" b='2'><x/>&lt;&#65;&#x1F4B6;&apos;<![CDATA[<&]]>]] ></D:prop ></D:response></D:multistatus>

        """

    private func element(_ text: String) -> MarkupElement? { MarkupElement(Array(text.utf8)) }

    @Test func `a document is read with all that may stand in one`() throws {
        let root = try #require(element(Self.document))
        #expect(root.name == "multistatus")
        #expect(root.find("href")?.text == "/a%20b/é")
        #expect(root.find("prop")?.text == "<A💶'<&]] >")
        #expect(root.first("response")?.text == "\n")
        #expect(element("\u{FEFF}<a/>")?.name == "a")
        #expect(element("<?xml version='1.0' encoding='ISO-8859-1'?><a>b</a>")?.text == "b")
    }

    @Test(arguments: [
        "", " ", "a", "<a>", "</a>", "<a></b>", "<a/><a/>", "<a/>b", "<a b/>", "<a b=c/>", "<a b='1'b='2'/>",
        "<a b='1' b='2'/>", "<a b='<'/>", "<a b='&x;'/>", "<a>&</a>", "<a>&nbsp;</a>", "<a>&#0;</a>", "<a>&#xD800;</a>",
        "<a>&#x110000;</a>", "<a>&#99999999999;</a>", "<a>&#;</a>", "<a>&#x;</a>", "<a>]]></a>", "<a>\u{0}</a>",
        "<a>\u{1}</a>", "<a>\u{FFFE}</a>", "<a><!-- -- --></a>", "<a><!--></a>", "<a><![CDATA[</a>",
        "<a><!DOCTYPE b></a>",
        "<!DOCTYPE a><a/>", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "<a><?xml version='1.0'?></a>",
        " <?xml version='1.0'?><a/>", "<1/>", "<:a/>", "<a:/>", "<a:b:c/>", "< a/>", "<a / >", "<a><</a>",
        "<?xml version='1.0' encoding='ISO-8859-1'?><a>é</a>",
    ])
    func `what is not well-formed is refused, and what declares anything`(text: String) {
        #expect(element(text) == nil)
    }

    @Test func `bytes that are not UTF-8 are refused`() {
        for bytes: [UInt8] in [[0xC3], [0xED, 0xA0, 0x80], [0xFF], [0xC0, 0x80]] {
            #expect(MarkupElement(Array("<a>".utf8) + bytes + Array("</a>".utf8)) == nil)
        }
        #expect(MarkupElement(Self.document.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }) == nil)
    }

    @Test func `elements are 64 deep at most, and not without number`() {
        func nested(_ depth: Int) -> MarkupElement? {
            element(String(repeating: "<a>", count: depth) + String(repeating: "</a>", count: depth))
        }
        #expect(nested(64) != nil)
        #expect(nested(65) == nil)
        #expect(nested(100_000) == nil)
        #expect(element("<a>" + String(repeating: "<b/>", count: 1 << 17) + "</a>") == nil)
        #expect(element("<a \((0..<65).map { "b\($0)=''" }.joined(separator: " "))/>") == nil)
    }

    @Test func `whatever is cut, turned or doubled is read no more leniently than Foundation reads it`() {
        // The declaration is passed over, whatever stands in it; Foundation ends the program at an instruction without text.
        let body = String(Self.document.split(separator: "\n", maxSplits: 1)[1])
        let cases = variants(
            of: body.replacing("<?go on?>", with: ""),
            signs: "<>/&;'\"=!?-[]: \n",
            count: 2_000,
            seed: 1998
        )
        var accepted = 0
        for bytes in cases {
            guard let root = MarkupElement(bytes) else { continue }
            accepted += 1
            let found = FoundationText.read(bytes)
            #expect(found == FoundationText.text(of: root), "\(String(decoding: bytes, as: UTF8.self))")
        }
        #expect((50..<cases.count / 2).contains(accepted))
    }
}

/// All texts of a document in their order, as Foundation reads them.
private final class FoundationText: NSObject, XMLParserDelegate {
    private var text: [String] = [""]
    private var found = ""

    static func read(_ bytes: [UInt8]) -> String? {
        let reader = FoundationText()
        let parser = XMLParser(data: Data(bytes))
        parser.delegate = reader
        parser.shouldProcessNamespaces = true
        return parser.parse() ? reader.found : nil
    }

    /// An element's end: its name, and its text without that of its children.
    static func text(of element: MarkupElement) -> String {
        element.children.map(text).joined() + "\(element.name)=\(element.text);"
    }

    func parser(
        _: XMLParser,
        didStartElement _: String,
        namespaceURI _: String?,
        qualifiedName _: String?,
        attributes _: [String: String]
    ) {
        text.append("")
    }

    func parser(_: XMLParser, foundCharacters string: String) {
        text[text.count - 1] += string
    }

    func parser(_: XMLParser, foundCDATA block: Data) {
        text[text.count - 1] += String(decoding: block, as: UTF8.self)
    }

    func parser(_: XMLParser, didEndElement name: String, namespaceURI _: String?, qualifiedName _: String?) {
        found += "\(name)=\(text.removeLast());"
    }
}
