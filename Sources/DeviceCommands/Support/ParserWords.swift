import DeviceCore
import OutsideText

/// What the parser of the command line says on its own, which is English, in the language that the environment asks for.
enum ParserWords {
    /// A page of help.
    static func page(_ page: String) -> String {
        guard isForeign else { return page }
        let told = parts.reduce(page) { page, word in
            page.replaced(word.english, by: HelpText.of("parser.\(word.key)"))
        }
        return told.pieces(at: "\n", keepingEmpty: true).map(heading).joined(separator: "\n")
    }

    /// A line that is a heading in the language asked for, which may put its words into another order; any other as it is.
    private static func heading(_ line: Substring) -> String {
        for key in headings {
            if let values = values(in: line, of: english(key)) { return HelpText.of("parser.\(key)", values) }
        }
        return String(line)
    }

    /// What is wrong with the arguments, in one line or several; an error begins as every other one does.
    static func error(_ text: String) -> String {
        text.pieces(at: "\n", keepingEmpty: true).map { line in
            guard let rest = behind("Error: ", in: line) else { return isForeign ? Self.line(line) : String(line) }
            return Terminal.environmentWords.text("usage.error") + (isForeign ? sentence(rest) : String(rest))
        }
        .joined(separator: "\n")
    }

    private static var isForeign: Bool { Terminal.environmentWords.language != Catalogue.languages[0] }

    /// What the parser says; the catalogue has the apostrophes of print.
    private static func english(_ key: String) -> String {
        Catalogue.preferred([Catalogue.languages[0]]).text("help.parser.\(key)").replaced("’", by: "'")
    }

    /// What may stand alone in a line; the first that fits is taken.
    private static let headings = ["options", "arguments", "subcommands", "group"]

    /// What stands somewhere in a page; the blanks behind a command that is meant without its name keep its column.
    private static let parts: [(key: String, english: String)] = [
        ("overview", "OVERVIEW: "), ("usage", "USAGE: "), ("help", "Show help information."),
        ("meant", "(default)   "), ("default", "(default:"), ("values", "(values:"), ("alsoDefault", "; default:"),
        ("more", "  See '"), ("moreEnd", "' for detailed help."), (subcommand.key, subcommand.english),
    ]

    /// What stands in a usage for one of several commands.
    private static let subcommand = (key: "subcommand", english: "<subcommand>")

    /// What may stand before a sentence, and the sentences; the first that fits is taken.
    private static let beginnings = ["helpLine", "usageLine", "or"]
    private static let sentences = [
        "moreLine", "unknownOptionLike", "unknownOption", "missingValueIn", "missingValue", "noValueTaken",
        "unexpectedArgument", "unexpectedArguments", "setTwice", "missingArgument", "missingOneOf", "invalidAmong",
        "invalidBecause", "invalidValue", "invalidOption", "missingCommand", "noShell", "whichShell",
    ]

    private static func line(_ line: Substring) -> String {
        for key in beginnings {
            guard let rest = behind(Substring(english(key)), in: line) else { continue }
            let usage = String(rest).replaced(subcommand.english, by: HelpText.of("parser.\(subcommand.key)"))
            return HelpText.of("parser.\(key)") + sentence(Substring(usage))
        }
        return sentence(line)
    }

    private static func sentence(_ text: Substring) -> String {
        for key in sentences {
            guard var values = values(in: text, of: english(key)) else { continue }
            values["values"] = values["values"].map(alternatives)
            return HelpText.of("parser.\(key)", values)
        }
        return String(text)
    }

    /// A list such as `'a', 'b' or 'c'`.
    private static func alternatives(_ list: String) -> String {
        ["alternative", "and"].reduce(list) { list, key in
            list.replaced(english(key), by: HelpText.of("parser.\(key)"))
        }
    }

    /// What stands in a text where the template has placeholders; nil where it is no such text.
    private static func values(in text: Substring, of template: String) -> [String: String]? {
        let pieces = template.pieces(at: "{", keepingEmpty: true)
        guard let first = pieces.first, var rest = behind(first, in: text) else { return nil }
        guard pieces.count > 1 else { return rest.isEmpty ? [:] : nil }
        var values: [String: String] = [:]
        for (index, piece) in pieces.enumerated().dropFirst() {
            guard let (name, literal) = piece.cut(at: "}") else { return nil }
            if index == pieces.count - 1 {
                guard rest.ends(with: literal) else { return nil }
                values[String(name)] = String(Substring(rest.utf8.dropLast(literal.utf8.count)))
            } else {
                guard let (value, after) = rest.cut(at: String(literal)) else { return nil }
                values[String(name)] = String(value)
                rest = after
            }
        }
        return values
    }

    /// What follows a beginning; nil where the text begins otherwise.
    private static func behind(_ start: Substring, in text: Substring) -> Substring? {
        text.begins(with: start) ? Substring(text.utf8.dropFirst(start.utf8.count)) : nil
    }
}
