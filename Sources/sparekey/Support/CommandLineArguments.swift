import ArgumentParser
import OutsideText

/// What was typed behind the program's name.
struct CommandLineArguments {
    private let typed: [String]

    init(_ typed: [String] = Array(CommandLine.arguments.dropFirst())) {
        self.typed = typed
    }

    /// The folder that `--home` names.
    var home: String? {
        for (index, argument) in typed.enumerated() {
            if argument.begins(with: "--home=") { return String(argument.dropFirst("--home=".count)) }
            if argument == "--home", index + 1 < typed.count { return typed[index + 1] }
        }
        return nil
    }

    /// The arguments as the parser takes them: the options of every command stand behind it, wherever they were typed.
    var parsable: [String] {
        let (rest, common) = parted
        guard command(in: rest).isComplete else { return rest }
        let end = rest.firstIndex(of: "--") ?? rest.endIndex  // ours: a whole argument
        return rest[..<end] + common + rest[end...]
    }

    /// Whether nothing but the program's version is asked for.
    var asksForVersion: Bool { parted.rest == ["--version"] }  // ours: a whole argument

    /// The arguments without the options that every command has, and these.
    private var parted: (rest: [String], common: [String]) {
        let end = typed.firstIndex(of: "--") ?? typed.endIndex  // ours: a whole argument
        var rest: [String] = []
        var common: [String] = []
        var index = typed.startIndex
        while index < end {
            let argument = typed[index]
            if argument == "--json" || argument.begins(with: "--home=") {
                common.append(argument)
            } else if argument == "--home", index + 1 < end {
                common += typed[index...index + 1]
                index += 1
            } else {
                rest.append(argument)
            }
            index += 1
        }
        return (rest + typed[end...], common)
    }

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
        let next = command(in: parted.rest).next
        return next?.wholeMatch(of: /[a-z][a-z-]{0,14}/) == nil ? nil : next
    }

    /// The command that was probably meant by a word that names none, with those before it; nil where none is like it.
    var suggestion: String? {
        guard let word = mistypedCommand else { return nil }
        var path: [String] = []
        var commands = Sparekey.configuration.subcommands
        for argument in parted.rest {
            guard let next = commands.first(where: { $0._commandName == argument }) else { break }
            path.append(argument)
            commands = next.configuration.subcommands
        }
        if path.isEmpty, let meant = Self.otherNames[word] { return meant }
        let names = commands.filter { $0.configuration.shouldDisplay }.map { $0._commandName }
        let name = NearestWord.of(word, among: names)
        return name.map { (path + [$0]).joined(separator: " ") }
    }

    // What other programs call it.
    private static let otherNames = [
        "delete": "remove", "rm": "remove", "del": "remove", "import": "add", "new": "add", "export": "show-qr",
        "qr": "show-qr", "restore": "recover", "ls": "list", "mv": "move", "edit": "rename", "get": "code",
        "show": "code", "login": "account sign-in", "signin": "account sign-in", "sign-in": "account sign-in",
        "register": "account create", "create": "account create", "devices": "account devices", "web": "open",
    ]

    /// Whether a command is named in full, on its own or as the one that is meant without a name, and the word behind the
    /// names that are known where it is not.
    private func command(in arguments: [String]) -> (isComplete: Bool, next: String?) {
        var command: any ParsableCommand.Type = Sparekey.self
        for argument in arguments {
            let commands = command.configuration.subcommands
            guard !commands.isEmpty else { break }
            guard let next = commands.first(where: { $0._commandName == argument }) else {
                return command.configuration.defaultSubcommand == nil ? (false, argument) : (true, nil)
            }
            command = next
        }
        let configuration = command.configuration
        return (configuration.subcommands.isEmpty || configuration.defaultSubcommand != nil, nil)
    }
}
