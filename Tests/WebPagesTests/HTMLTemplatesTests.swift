import Mustache
import OutsideText
import Testing
import WebPages

/// Every delimiter of HTML behind each letter that joins with what follows, and before marks that join with it.
let hostileTexts: [String] = {
    let letters = UserNameRule.joiningLetters.joined().compactMap(Unicode.Scalar.init).map { String(Character($0)) }
    let marks = ["\u{300}", "\u{301}", "\u{20DD}", "\u{903}", "\u{200D}", "\u{1F3FB}"]
    return ["<", ">", "&", "\"", "'"].flatMap { delimiter in
        letters.map { "\($0)\(delimiter)form id=x" } + marks.map { "\(delimiter)\($0)form id=x" }
    }
}()

/// Each way in which a template can show a value.
let waysToShow = [
    "text": "<p>{{value}}</p>",
    "attribute": "<input value=\"{{value}}\" class='{{value}}'>",
    "section": "{{#on}}<p>{{value}}</p>{{/on}}{{#m}}<p>{{value}}</p>{{/m}}",
    "inverted": "{{^off}}<p>{{value}}</p>{{/off}}",
    "list": "<ul>{{#list}}<li>{{.}}</li>{{/list}}</ul>",
    "partial": "<div>{{>text}}</div>\n  {{>attribute}}\n{{#on}}{{>section}}{{/on}}<p>{{value}}</p>",
    "page": "{{<frame}}\n{{$title}}{{value}}{{/title}}\n{{$main}}{{#on}}\n{{>partial}}\n{{/on}}{{/main}}\n{{/frame}}",
    "frame": "<title>{{$title}}{{/title}}</title>\n<main>{{$main}}{{value}}{{/main}}</main>{{>text}}\n",
    "described": "<p>{{number}}{{words.some}}</p>",
]

/// What a browser takes for the beginning and the end of something.
func delimiters(_ html: String) -> [UInt8] {
    html.utf8.filter { "<>\"'".utf8.contains($0) }
}

/// A way that only the library has.
private let lambda = ["lambda": "<p>{{lambda}}</p>"]
private let templates = waysToShow.merging(lambda) { way, _ in way }

private struct Words: MustacheParent, MustacheCustomRenderable {
    let text: String
    func child(named name: String) -> Any? { self }
    var renderText: String { text }
    var isNull: Bool { false }
}

@Suite struct HTMLTemplatesTests {
    private static func render(_ name: String, _ value: String) throws -> String {
        var library = HTMLTemplates()
        for (name, text) in templates { try library.register(text, named: name) }
        let model: [String: Any] = [
            "value": value, "on": true, "off": false, "list": [value, value], "m": ["value": value],
            "number": Optional(value) as Any, "words": Words(text: value),
            "lambda": MustacheLambda { _ in Substring(value) },
        ]
        return library.render(model, withTemplate: name)
    }

    @Test(arguments: templates.keys.sorted())
    func `no value makes an element or an attribute, however it is shown`(name: String) throws {
        let plain = try Self.render(name, "plain")
        #expect(plain.contains("plain"))
        for value in hostileTexts {
            let html = try Self.render(name, value)
            #expect(delimiters(html) == delimiters(plain), "\(value.unicodeScalars.map(\.value))")
            #expect(html.holds("form id=x"))
            #expect(!html.holds("&form"))
        }
    }
}
