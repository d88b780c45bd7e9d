import ArgumentParser
import DeviceCore
import Encodings
import OutsideText

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#endif

/// Prints why a command failed: two lines for people, an object under `--json`, and the exit status either way.
struct FailureReport {
    private let error: any Error
    private let arguments = CommandLineArguments()
    private let json = CommandLine.arguments.contains("--json")  // ours: a whole argument

    init(_ error: any Error) {
        self.error = error
    }

    func printAndExit() -> Never {
        let catalogue = Terminal.environmentWords
        // Requests for help and mistakes in the arguments carry their own text.
        guard isFailure else {
            let code = Sparekey.exitCode(for: error)
            if code == .success || error is ExitCode {
                let text = Sparekey.fullMessage(for: error)
                if !text.isEmpty, code == .success { Terminal.print(ParserWords.page(text)) }
                exit(code.rawValue)
            }
            let meant = arguments.suggestion.map { catalogue.text("usage.didYouMean", ["command": $0]) }
            if json {
                printJSON(
                    code: "usage",
                    message: unknown ?? ParserWords.error(arguments.redacted(Sparekey.message(for: error))),
                    remedy: meant ?? "sparekey --help"
                )
            } else {
                let told = ParserWords.error(arguments.redacted(fullMessage))
                let usage = told.pieces(at: "\n", keepingEmpty: true).dropFirst().map { String($0) }
                let lines = unknown.map { [catalogue.text("usage.error") + $0] + usage } ?? [told]
                Terminal.printError((lines + [meant].compactMap(\.self)).joined(separator: "\n") + "\n")
            }
            exit(code.rawValue)
        }
        let failure = Failure(explaining: error)
        let words = catalogue.words(for: failure)
        if json {
            // A script goes on with the proof, so it needs not be read out of the words.
            let proof = if case .codeSent(let proof, _) = failure.detail { proof.rawValue } else { String?.none }
            printJSON(code: failure.code.rawValue, message: words.message, remedy: words.remedy, proof: proof)
        } else {
            let values = ["message": words.message, "remedy": words.remedy, "code": failure.code.rawValue]
            Terminal.printError(catalogue.text("failure", values) + "\n")
            if [.noSuchEntry, .vaultMissing].contains(failure.code), let meant = arguments.suggestionForName {
                Terminal.printError(catalogue.text("usage.didYouMean", ["command": meant]) + "\n")
            }
        }
        exit(failure.code.exitStatus)
    }

    /// What is wrong with the arguments, and the usage of the command that was called: the parser knows the command only of
    /// mistakes that it has found on its own, and not while the command runs.
    private var fullMessage: String {
        guard let mistake = error as? ValidationError, let (name, command) = arguments.called else {
            return Sparekey.fullMessage(for: error)
        }
        // As the parser writes it, so that its words are put into the language asked for.
        let lines = ["Error: " + mistake.message, "Usage: " + Sparekey.usageString(for: command)]
        return (lines + ["  See '\(name) --help' for more information."]).joined(separator: "\n")
    }

    /// That a word names no command, which the parser tells of every word and option that follows as well; nil for
    /// anything else.
    private var unknown: String? {
        let told = Sparekey.message(for: error)
        guard told.holds("nexpected argument") || told.holds("nknown option"), let unknown = arguments.unknownCommand
        else { return nil }
        return Terminal.environmentWords.text(
            "usage.unknownCommand",
            ["word": Terminal.environmentWords.quoted(unknown.word), "command": unknown.group]
        )
    }

    private var isFailure: Bool {
        error is any Explainable || error is Failure
            || Sparekey.exitCode(for: error) == .failure && !(error is ExitCode)
    }

    private func printJSON(code: String, message: String, remedy: String, proof: String? = nil) {
        // What was generated may be set all the same, and nothing else holds it.
        var error = CommandSession.current?.generated ?? [:]
        error.merge(["code": code, "message": message, "remedy": remedy]) { $1 }
        error["proof"] = proof
        Terminal.printJSON(["error": error])
    }
}
