import OutsideText

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
