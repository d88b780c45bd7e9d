import ArgumentParser
import DeviceCore
import OutsideText

/// The texts of the help, in the language that the environment asks for.
enum HelpText {
    /// The text of a command; its key is `help.` and the type and the part that it explains.
    static func of(_ key: String, _ values: [String: String] = [:]) -> String {
        Terminal.environmentWords.text("help.\(key)", values)
    }

    /// The text of an option or an argument.
    static func of(_ key: String) -> ArgumentHelp {
        let text: String = of(key)
        return ArgumentHelp(text)
    }
}
