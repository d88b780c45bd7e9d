import ArgumentParser
import OutsideText

/// A word that names no command, where one was expected.
struct MistypedCommand {
    /// The command that was probably meant, with those before it; nil where none is like it.
    let suggestion: String?

    /// Looks at what was typed behind the program's name.
    init(_ arguments: [String] = Array(CommandLine.arguments.dropFirst())) {
        var path: [String] = []
        var commands = SparekeyServer.configuration.subcommands
        var suggestion: String?
        for argument in arguments where !argument.begins(with: "-") {
            guard !commands.isEmpty else { break }
            guard let next = commands.first(where: { $0._commandName == argument }) else {
                let meant = NearestWord.of(argument, among: commands.map { $0._commandName })
                suggestion = meant.map { (path + [$0]).joined(separator: " ") }
                break
            }
            path.append(argument)
            commands = next.configuration.subcommands
        }
        self.suggestion = suggestion
    }

    /// The question whether that was meant.
    var question: String? {
        suggestion.map { "Did you mean: sparekey-server \($0)?" }
    }
}
