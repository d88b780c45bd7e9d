import ArgumentParser
import OutsideText

/// What was typed behind the program's name.
struct CommandLineArguments {
    let typed: [String]

    init(_ typed: [String] = Array(CommandLine.arguments.dropFirst())) {
        self.typed = typed
    }

    /// The folder that `--home` names.
    var home: String? { value(of: "--home") }

    /// The language that `--language` names.
    var language: String? { value(of: "--language") }

    /// The options of every command that take a value, by what the parser calls it.
    private static let valued = [(name: "--home", value: "dir"), (name: "--language", value: "language")]

    private func value(of name: String) -> String? {
        let common = parted.common
        for (index, argument) in common.enumerated() {
            if argument.begins(with: "\(name)=") { return String(argument.dropFirst(name.count + 1)) }
            if argument == name { return common[index + 1] }
        }
        return nil
    }

    /// The arguments as the parser takes them: the options of every command stand behind it, wherever they were typed.
    ///
    /// Throws where the help of no command is asked for, or the value of one of these is missing: the parser overlooks that.
    private var parsable: [String] {
        get throws {
            let (rest, common) = parted
            if let words = wordsOfHelp {
                if let unknown = Self.command(in: words).next {
                    throw ValidationError("Unexpected argument '\(unknown)'")
                }
                return ["help"] + words
            }
            for (name, value) in Self.valued where isWithoutValue(name) {
                throw ValidationError("Missing value for '\(name) <\(value)>'")
            }
            guard Self.command(in: rest).isComplete else { return rest }
            let end = rest.firstIndex(of: "--") ?? rest.endIndex  // ours: a whole argument
            return rest[..<end] + common + rest[end...]
        }
    }

    /// The command that the arguments name, with what it takes.
    ///
    /// A command reads its own arguments first: for the whole program, the parser makes the help of every command, which
    /// takes longer than to open the vault. Where it refuses them, the parser of the whole program is asked: its message
    /// names the command as it was called.
    var parsed: any ParsableCommand {
        get throws {
            let arguments = try parsable
            let (path, command, _, _) = Self.command(in: arguments)
            if !path.isEmpty, command.configuration.subcommands.isEmpty,
                let parsed = try? command.parseAsRoot(Array(arguments.dropFirst(path.count)))
            {
                return parsed
            }
            return try Sparekey.parseAsRoot(arguments)
        }
    }

    /// The words that should name the command whose help is asked for, without its arguments; nil where none is.
    var wordsOfHelp: [String]? {
        let rest = parted.rest.prefix { $0 != "--" }  // ours: a whole argument
        let isCommand = rest.first == "help"  // ours: a whole argument
        guard isCommand || rest.contains("--help") || rest.contains("-h") else { return nil }  // ours: whole arguments
        let words = Array(rest.dropFirst(isCommand ? 1 : 0).prefix { !$0.begins(with: "-") })
        let named = Self.command(in: words)
        return named.path + (named.next.map { [$0] } ?? [])
    }

    /// Whether an option is given no value, or takes the command that follows for one.
    private func isWithoutValue(_ name: String) -> Bool {
        let (rest, common) = parted
        let isBare = rest.prefix { $0 != "--" }.contains(name)  // ours: whole arguments
        guard !isBare, !common.contains("\(name)=") else { return true }  // ours: a whole argument
        guard let index = common.firstIndex(of: name) else { return false }  // ours: a whole argument
        guard Self.command(in: rest).path.isEmpty else { return false }
        return Sparekey.configuration.subcommands.contains { $0._commandName == common[index + 1] }
    }

    /// Whether nothing but the program's version is asked for.
    var asksForVersion: Bool { parted.rest == ["--version"] }  // ours: a whole argument

    /// The arguments without the options that every command has, and these.
    var parted: (rest: [String], common: [String]) {
        let end = typed.firstIndex(of: "--") ?? typed.endIndex  // ours: a whole argument
        var rest: [String] = []
        var common: [String] = []
        var index = typed.startIndex
        while index < end {
            let argument = typed[index]
            let isWhole = Self.valued.contains { argument.begins(with: "\($0.name)=") }
            let isValued = Self.valued.contains { $0.name == argument }
            if argument == "--json" || isWhole {
                common.append(argument)
            } else if isValued, index + 1 < end, !typed[index + 1].begins(with: "-") {
                common += typed[index...index + 1]
                index += 1
            } else {
                rest.append(argument)
            }
            index += 1
        }
        return (rest + typed[end...], common)
    }

    /// The command that was called, with its name; nil where the words name none whole.
    var called: (name: String, command: any ParsableCommand.Type)? {
        let (path, command, isComplete, _) = Self.command(in: parted.rest)
        guard isComplete else { return nil }
        let name = (["sparekey"] + path).joined(separator: " ")
        return (name, command.configuration.defaultSubcommand ?? command)
    }

    /// The command that arguments begin with and how it is named, whether that is all of its name, and the word where the
    /// name of one below it was expected.
    ///
    /// A command that is meant without its name needs no more of it.
    static func command(
        in arguments: [String]
    ) -> (path: [String], command: any ParsableCommand.Type, isComplete: Bool, next: String?) {
        var command: any ParsableCommand.Type = Sparekey.self
        var path: [String] = []
        for argument in arguments {
            let configuration = command.configuration
            guard !configuration.subcommands.isEmpty else { break }
            guard let next = configuration.subcommands.first(where: { $0._commandName == argument }) else {
                let isMeant = configuration.defaultSubcommand != nil
                return (path, command, isMeant, isMeant ? nil : argument)
            }
            path.append(argument)
            command = next
        }
        let configuration = command.configuration
        return (path, command, configuration.subcommands.isEmpty || configuration.defaultSubcommand != nil, nil)
    }
}
