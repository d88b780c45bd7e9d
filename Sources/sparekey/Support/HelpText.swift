import ArgumentParser
import DeviceCore
import OutsideText

/// The texts of the help, in the language that the environment asks for.
enum HelpText {
    /// The text of a command; its key is `help.` and the type and the part that it explains.
    static func of(_ key: String, _ values: [String: String] = [:]) -> String {
        let text = Terminal.environmentWords.text("help.\(key)", values)
        guard !key.begins(with: "parser.") else { return text }
        // The parser wraps its pages at blanks, and French has some before a sign that must not begin a line.
        return [":", ";", "?", "!"].reduce(text) { $0.replaced(" \($1)", by: "\u{A0}\($1)") }
    }

    /// The text of an option or an argument.
    static func of(_ key: String) -> ArgumentHelp {
        let text: String = of(key)
        return ArgumentHelp(text)
    }
}
