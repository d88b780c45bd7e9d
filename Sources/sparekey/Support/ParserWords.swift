import DeviceCore
import OutsideText

/// What the parser of the command line says on its own, which is English, in the language that the environment asks for.
enum ParserWords {
    /// A page of help.
    static func page(_ page: String) -> String {
        guard isForeign else { return page }
        return headings.reduce(page) { page, word in
            page.replaced(word.english, by: HelpText.of("parser.\(word.key)"))
        }
    }

    /// What is wrong with the arguments, in one line or several.
    static func error(_ text: String) -> String {
        guard isForeign else { return text }
        return text.pieces(at: "\n", keepingEmpty: true).map { line($0) }.joined(separator: "\n")
    }

    private static var isForeign: Bool { Terminal.environmentWords.language != Catalogue.languages[0] }

    /// What the parser says; the catalogue has the apostrophes of print.
    private static func english(_ key: String) -> String {
        Catalogue.preferred([Catalogue.languages[0]]).text("help.parser.\(key)").replaced("’", by: "'")
    }

    private static let headings: [(key: String, english: String)] = [
        ("overview", "OVERVIEW: "), ("usage", "USAGE: "), ("subcommands", "SUBCOMMANDS:"),
        ("help", "Show help information."), ("default", "(default: "), ("more", "  See '"),
        ("moreEnd", "' for detailed help."),
    ]

    /// What may stand before a sentence, and the sentences; the first that fits is taken.
    private static let beginnings = ["error", "helpLine", "usageLine", "or"]
    private static let sentences = [
        "moreLine", "unknownOptionLike", "unknownOption", "missingValueIn", "missingValue", "noValueTaken",
        "unexpectedArgument", "unexpectedArguments", "setTwice", "missingArgument", "missingOneOf", "invalidAmong",
        "invalidBecause", "invalidValue", "invalidOption", "missingCommand", "noShell", "whichShell",
    ]

    private static func line(_ line: Substring) -> String {
        for key in beginnings {
            guard let rest = behind(Substring(english(key)), in: line) else { continue }
            return HelpText.of("parser.\(key)") + sentence(rest)
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
