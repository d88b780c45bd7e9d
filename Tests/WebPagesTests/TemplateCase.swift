import Testing
import WebPages

/// A template, and what it becomes with `TemplateCase.model` and the templates of `TemplateCase.others`.
struct TemplateCase: CustomTestStringConvertible {
    let template, html: String
    var testDescription: String { template }

    init(_ template: String, _ html: String) {
        (self.template, self.html) = (template, html)
    }

    /// A value of each kind.
    static let model: PageValue = [
        "name": "A & B", "empty": "", "zero": .number(0), "count": .number(-12), "on": .flag(true), "off": .flag(false),
        "list": ["x", "y"].pageValue, "none": .list([]), "gone": .nothing,
        "rows": .list([["id": .number(1), "name": "r"], ["id": .number(2), "name": .nothing]]),
        "lists": [["a", "b"], ["c"]].pageValue, "user": ["name": "U", "home": ["city": "C"]],
        "lines": "one\ntwo\n", "w": .words { "(\($0))" },
    ]

    /// The templates that cases name.
    static let others = [
        "inline": "[{{name}}]",
        "lines": "<p>\n{{name}}\n</p>\n",
        "items": "{{#list}}\n<li>\n{{.}}\n{{/list}}\n</ul>\n",
        "gaps": "{{#list}}\n{{.}}\n{{gone}}{{/list}}\n",
        "outer": "<div>\n {{>lines}}\n</div>\n",
        "shown": "{{^off}}\n<b>\n{{/off}}\n{{count}}\n{{on}}\n{{{name}}}\n</b>\n",
        "quiet": "{{gone}}{{#off}}\nnever\n{{/off}}\n",
        "layout": "<t>{{$t}}T{{/t}}</t>\n<m>\n{{$m}}\n  M\n{{/m}}\n</m>\n",
        "middle": "{{<layout}}{{$t}}t{{/t}}{{$m}}<{{$in}}n{{/in}}>{{/m}}{{/layout}}",
        "indented": "<i>\n  {{$m}}\nM\n{{/m}}\n</i>\n",
        "within": "<i>\n  {{$m}}M{{/m}}!\n</i>\n",
    ]

    static let all = values + sections + lines + templates + blocks

    private static let values = [
        TemplateCase("plain", "plain"),
        TemplateCase("", ""),
        TemplateCase("{{name}}", "A &amp; B"),
        TemplateCase("{{ name\t}}\n", "A &amp; B\n"),
        TemplateCase("{{{name}}} {{{ name }}}", "A & B A & B"),
        TemplateCase("{{zero}} {{count}} {{{count}}}", "0 -12 -12"),
        TemplateCase("{{on}} {{off}}", "true false"),
        TemplateCase("[{{gone}}{{missing}}{{empty}}]", "[]"),
        TemplateCase("{{user.name}} {{user.home.city}}", "U C"),
        TemplateCase("[{{user.gone}}{{user.home.city.gone}}{{name.gone}}{{gone.name}}]", "[]"),
        TemplateCase("{{w.page.save}} {{w.page.save.now}}", "(page.save) (page.save.now)"),
        TemplateCase("{ {{name}} } {x} }}", "{ A &amp; B } {x} }}"),
        TemplateCase("a{{! a comment {{ with } signs }}b", "ab"),
    ]

    private static let sections = [
        TemplateCase("{{#on}}a{{/on}}{{^on}}b{{/on}}", "a"),
        TemplateCase("{{#off}}a{{/off}}{{^off}}b{{/off}}", "b"),
        TemplateCase("{{#gone}}a{{/gone}}{{^gone}}b{{/gone}}", "b"),
        TemplateCase("{{#missing.name}}a{{/missing.name}}{{^missing.name}}b{{/missing.name}}", "b"),
        TemplateCase("{{#none}}a{{/none}}{{^none}}b{{/none}}", "b"),
        TemplateCase("{{#empty}}a{{/empty}}{{^empty}}b{{/empty}}", "a"),
        TemplateCase("{{#zero}}a{{.}}{{/zero}}{{^zero}}b{{/zero}}", "a0"),
        TemplateCase("{{#name}}{{.}}{{/name}}{{^name}}b{{/name}}", "A &amp; B"),
        TemplateCase("{{#list}}<{{.}}>{{/list}}{{^list}}b{{/list}}", "<x><y>"),
        TemplateCase("{{#list}}{{#on}}{{.}}{{/on}}{{/list}}", "xy"),
        TemplateCase("{{#lists}}({{#.}}{{.}}{{/.}}){{/lists}}", "(ab)(c)"),
        TemplateCase("{{#rows}}{{id}}{{name}} {{/rows}}", "1r 2A &amp; B "),
        TemplateCase("{{#rows}}{{#user}}{{id}}{{name}}{{/user}}{{/rows}}", "1U2U"),
        TemplateCase("{{#user}}{{name}}{{home.city}}{{count}}{{/user}}", "UC-12"),
        TemplateCase("{{#user.home}}{{city}}{{name}}{{/user.home}}", "CA &amp; B"),
        TemplateCase("{{#user}}{{user.name}}{{/user}}", "U"),
        TemplateCase("{{#w.page}}a{{/w.page}}{{^w.page}}b{{/w.page}}", "a"),
    ]

    private static let lines = [
        TemplateCase("a\n{{#on}}\nb\n{{/on}}\nc\n", "a\nb\nc\n"),
        TemplateCase("a\n  {{#on}}\t \n b\n\t{{/on}}\nc", "a\n b\nc"),
        TemplateCase("a\n  {{^off}}\n b\n  {{/off}}", "a\n b\n"),
        TemplateCase("a\r\n{{#on}}\r\nb\r\n{{/on}}\r\nc", "a\r\nb\r\nc"),
        TemplateCase("{{#on}}b{{/on}}\nc", "b\nc"),
        TemplateCase(" {{#on}} b {{/on}} \nc", "  b  \nc"),
        TemplateCase(" {{#on}} \n b{{/on}}\n", " b\n"),
        TemplateCase("a {{#on}}\nb\n{{/on}}\nc\n", "a \nb\nc\n"),
        TemplateCase("{{#on}}\n{{#on}}\nb\n{{/on}}\n{{/on}}\nc", "b\nc"),
        TemplateCase("{{#list}}\n{{.}}\n{{/list}}\n", "x\ny\n"),
        // What stands behind an end can stand alone where the beginning did, and else cannot.
        TemplateCase("a {{#on}}\nb\n{{/on}}\n{{#on}}\nc\n{{/on}}\n", "a \nb\n\nc\n"),
        TemplateCase("{{#on}}\nb\n{{/on}} {{#on}}\nc\n{{/on}}\n", "b\nc\n"),
        TemplateCase("a\n  {{! a comment\n of two lines }}\nb", "a\nb"),
        TemplateCase("  {{! a comment }} b\n", "   b\n"),
        TemplateCase("  {{! a comment }}{{name}}\n", "  A &amp; B\n"),
        TemplateCase("  {{name}}\n \t\n{{{name}}}\n", "  A &amp; B\n \t\nA & B\n"),
        TemplateCase("a\n  ", "a\n"),
        TemplateCase("a\n{{#on}}\n{{/on}}  ", "a\n"),
    ]

    private static let templates = [
        TemplateCase("a{{>inline}}b", "a[A &amp; B]b"),
        TemplateCase("{{#rows}}{{> inline }}{{/rows}}", "[r][A &amp; B]"),
        TemplateCase("{{>lines}}\nc", "<p>\nA &amp; B\n</p>\nc"),
        TemplateCase("a\n  {{>lines}}\nc", "a\n  <p>\n  A &amp; B\n  </p>\nc"),
        TemplateCase("  {{>lines}} c", "  <p>\nA &amp; B\n</p>\n c"),
        TemplateCase("  {{>inline}}\n  {{>inline}}\n", "  [A &amp; B]  [A &amp; B]"),
        TemplateCase(" {{>outer}}\n", " <div>\n  <p>\n  A &amp; B\n  </p>\n </div>\n"),
        TemplateCase("  {{>shown}}\n", "  <b>\n  -12\n  true\n  A & B\n  </b>\n"),
        TemplateCase(" {{>quiet}}\n {{>quiet}}\n", "  "),
        // Only the first of several values that a section shows begins with the indentation.
        TemplateCase("  {{>items}}\n", "  <li>\n  x\n<li>\n  y\n  </ul>\n"),
        TemplateCase("  {{>gaps}}\n", "  x\ny\n  \n"),
    ]

    private static let blocks = [
        TemplateCase("{{<layout}}{{/layout}}", "<t>T</t>\n<m>\n  M\n</m>\n"),
        TemplateCase("{{<layout}}\n{{$t}}{{name}}{{/t}}\n{{/layout}}\n", "<t>A &amp; B</t>\n<m>\n  M\n</m>\n"),
        TemplateCase("{{<layout}}\n{{$m}}\nb\n{{/m}}\n{{/layout}}\nc", "<t>T</t>\n<m>\nb\n</m>\nc"),
        TemplateCase("{{<layout}}{{$m}}b{{/m}}{{/layout}}", "<t>T</t>\n<m>\nb</m>\n"),
        TemplateCase("{{<layout}}{{$m}}\n  b\n    c\n d\n{{/m}}{{/layout}}", "<t>T</t>\n<m>\nb\n  c\nd\n</m>\n"),
        TemplateCase(
            "{{<layout}}{{$m}}{{#on}}\n  b\n    {{#on}}\n    c\n    {{/on}}\n{{/on}}{{/m}}{{/layout}}",
            "<t>T</t>\n<m>\n\nb\n  c\n</m>\n"
        ),
        TemplateCase("{{<layout}}{{! none }}{{$x}}b{{/x}} \t\r\n{{/layout}}", "<t>T</t>\n<m>\n  M\n</m>\n"),
        TemplateCase("{{<layout}}{{$t}}a{{/t}}{{$t}}b{{/t}}{{/layout}}", "<t>b</t>\n<m>\n  M\n</m>\n"),
        TemplateCase(
            "{{#rows}}{{<layout}}{{$t}}{{id}}{{/t}}{{/layout}}{{/rows}}",
            "<t>1</t>\n<m>\n  M\n</m>\n<t>2</t>\n<m>\n  M\n</m>\n"
        ),
        TemplateCase("{{<middle}}{{/middle}}", "<t>t</t>\n<m>\n<n></m>\n"),
        TemplateCase("{{<middle}}{{$in}}i{{/in}}{{$t}}o{{/t}}{{/middle}}", "<t>o</t>\n<m>\n<i></m>\n"),
        TemplateCase("{{<middle}}{{$m}}o{{/m}}{{/middle}}", "<t>t</t>\n<m>\no</m>\n"),
        TemplateCase("  {{<layout}}\n{{$m}}\nb\nc\n{{/m}}\n{{/layout}}\n", "  <t>T</t>\n  <m>\n  b\n  c\n  </m>\n"),
        TemplateCase("{{<indented}}{{$m}}\nb\nc\n{{/m}}{{/indented}}", "<i>\n  b\n  c\n</i>\n"),
        TemplateCase("  {{<layout}}{{$t}}b{{/t}}{{/layout}}\nc", "  <t>b</t>\n  <m>\n    M\n  </m>\n\nc"),
        TemplateCase("{{<indented}}{{/indented}}", "<i>\n  M\n</i>\n"),
        TemplateCase("{{<within}}{{/within}}", "<i>\n  M!\n</i>\n"),
        TemplateCase(
            "  {{<within}}{{$m}}\na\nb\n{{/m}}{{/within}}\n",
            "  <i>\n    a\n    b\n  !\n  </i>\n"
        ),
        TemplateCase("{{$m}}a{{/m}}{{>indented}}", "a<i>\n  M\n</i>\n"),
        TemplateCase(
            "  {{<layout}}\n{{$t}}{{lines}}{{/t}}\n{{/layout}}\n",
            "  <t>one\ntwo\n  </t>\n  <m>\n    M\n  </m>\n"
        ),
    ]
}
