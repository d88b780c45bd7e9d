import ArgumentParser
import OutsideText

extension CommandLineArguments {
    /// A message of the parser without the values that were typed: a secret may be among them.
    ///
    /// Names of options and a mistyped name of a command stay.
    func redacted(_ message: String) -> String {
        let mistyped = mistypedCommand
        var message = message
        for argument in typed where argument != mistyped {
            guard argument.begins(with: "-") else {
                message = message.replaced("'\(argument)'", by: "'…'")
                continue
            }
            guard let (name, value) = argument.cut(at: "=") else { continue }
            message = message.replaced("'\(argument)'", by: "'\(name)'").replaced("'\(value)'", by: "'…'")
        }
        return message
    }

    /// The word where a command was expected, if none has this name and it could be one.
    private var mistypedCommand: String? {
        let next = Self.command(in: wordsOfHelp ?? parted.rest).next
        return next?.wholeMatch(of: /[a-z][a-z-]{0,14}/) == nil ? nil : next
    }

    /// A word that names no command, and the command that has none of this name; nil where all words name one.
    var unknownCommand: (word: String, group: String)? {
        guard let word = mistypedCommand else { return nil }
        return (word, (["sparekey"] + Self.command(in: wordsOfHelp ?? parted.rest).path).joined(separator: " "))
    }

    /// The command that was probably meant by a word that names none, with those before it; nil where none is like it.
    ///
    /// A word that is no command of a group may be one outside of it.
    var suggestion: String? {
        guard let word = mistypedCommand else { return nil }
        let (path, command, _, _) = Self.command(in: wordsOfHelp ?? parted.rest)
        if let meant = Self.otherNames[(path + [word]).joined(separator: " ")] { return meant }
        // Whoever knows a command need not know the group that it is in.
        let groups = path.isEmpty ? Sparekey.configuration.subcommands : []
        let having = groups.filter { $0.configuration.subcommands.contains { $0._commandName == word } }
        if having.count == 1 { return "\(having[0]._commandName) \(word)" }
        let names = command.configuration.subcommands.filter { $0.configuration.shouldDisplay }.map { $0._commandName }
        let name = NearestWord.of(word, among: names)
        let outside = Sparekey.configuration.subcommands.first { $0._commandName == word }?._commandName
        return name.map { (path + [$0]).joined(separator: " ") } ?? outside
    }

    /// The command of a group that was probably meant by a word that it takes for a name; nil where none is like it.
    var suggestionForName: String? {
        let (path, command, isMeant, _) = Self.command(in: parted.rest)
        let words = parted.rest.dropFirst(path.count)
        guard isMeant, command.configuration.defaultSubcommand != nil, let word = words.first,
            word.wholeMatch(of: /[a-z][a-z-]{0,14}/) != nil
        else { return nil }
        let name = NearestWord.of(word, among: command.configuration.subcommands.map { $0._commandName })
        return name.map { (path + [$0]).joined(separator: " ") }
    }

    // What other programs call it.
    private static let otherNames = [
        "delete": "remove", "rm": "remove", "del": "remove", "new": "add", "export": "show-qr",
        "qr": "show-qr", "restore": "recover", "ls": "list", "mv": "move", "tag": "edit", "note": "edit", "get": "code",
        "show": "code", "login": "account sign-in", "signin": "account sign-in", "sign-in": "account sign-in",
        "register": "account create", "create": "account create", "devices": "account devices", "web": "open",
        "storage check": "storage test",
    ]
}
