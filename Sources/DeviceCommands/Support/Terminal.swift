import DeviceCore
import LocalFiles
import OutsideText
import Synchronization

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#endif

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Where a command prints: results on standard output, words for people and progress on standard error.
struct Terminal {
    /// The words of the language asked for.
    var words: Catalogue { Self.environmentWords }
    /// Whether the result is printed as JSON.
    let json: Bool

    /// The language of the settings, once they were read.
    static let setting = Mutex<String?>(nil)

    /// The words of the language asked for: the option, `SPAREKEY_LANG`, the setting, then the system's variables.
    static var environmentWords: Catalogue {
        Catalogue.preferred([wishedLanguage, setting.withLock { $0 }, systemLanguage])
    }

    // Each text of the help asks for the language, so the environment is read once.
    private static let environment = ProcessEnvironment.variables

    /// What `--language` asks for, otherwise `SPAREKEY_LANG`: an option that is refused is refused in its language.
    static let wishedLanguage: String? =
        CommandLineArguments().language.flatMap { Catalogue.isKnown($0) ? $0 : nil } ?? environment["SPAREKEY_LANG"]

    /// POSIX: the first variable that is set and not empty decides.
    private static let systemLanguage: String? =
        ["LC_ALL", "LC_MESSAGES", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }

    init(json: Bool) {
        self.json = json
    }

    /// Whether someone is asked what to choose: a script is never, though a secret that it does not give is asked for.
    var canChoose: Bool { !json && Prompt.isAvailable }

    /// What was announced and waits for the result.
    private static let announced = Mutex<[String]>([])

    /// Prints a sentence for people that comes before a question or the result.
    ///
    /// Where nobody can be asked it comes after the result, so that one that cannot be printed is told in one line.
    func announce(_ key: String, _ values: [String: String] = [:]) {
        Self.announce(words.text(key, values) + "\n")
    }

    static func announce(_ text: String) {
        guard !Prompt.isAvailable else { return printError(text) }
        announced.withLock { $0.append(text) }
    }

    /// Prints what was announced, if it still waits: a command may also end without a result.
    static func printAnnounced() {
        for text in takeAnnounced() { StandardStreams.tell(ShownText.lines(text)) }
    }

    private static func takeAnnounced() -> [String] {
        announced.withLock { texts in
            defer { texts = [] }
            return texts
        }
    }

    /// Prints a sentence for people.
    func say(_ key: String, _ values: [String: String] = [:]) {
        Self.printError(words.text(key, values) + "\n")
    }

    /// Prints how far a long operation is, where someone watches.
    func progress(_ key: String, _ values: [String: String] = [:]) {
        guard !json, isatty(STDERR_FILENO) == 1 else { return }
        say(key, values)
    }

    /// Prints the result: `value` under `--json`, else the text; `undo` is called where it cannot be printed.
    func result(_ value: some Encodable, text: @autoclosure () -> String, orElse undo: () -> Void = {}) {
        if json {
            Self.printJSON(value, orElse: undo)
        } else {
            Self.print(text(), orElse: undo)
        }
    }

    static func printJSON(_ value: some Encodable, orElse undo: () -> Void = {}) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(value) else { return }
        print(ShownText.jsonEscaped(String(decoding: data, as: UTF8.self)), orElse: undo)
    }

    static func print(_ text: String, orElse undo: () -> Void = {}) {
        write(ShownText.lines(text) + "\n", orElse: undo)
    }

    /// Prints text as it is, which must be ours.
    ///
    /// What cannot be printed ends the program at once, before anything that hangs on it is done, and after `undo`.
    static func write(_ text: String, orElse undo: () -> Void = {}) {
        do throws(FileFailure) {
            try StandardStreams.write(text)
            printAnnounced()
        } catch {
            undo()
            // It would have stood before a result that nobody gets.
            _ = takeAnnounced()
            // Who has read enough, as `head` does, is told nothing.
            if !error.meansNobodyReads {
                let failure = Failure(.outputFailed, ["reason": error.reason])
                let message = environmentWords.words(for: failure).message
                printError(environmentWords.text("usage.error") + "\(message) [\(failure.code.rawValue)]\n")
            }
            exit(FailureCode.outputFailed.exitStatus)
        }
    }

    /// Whether standard output is a terminal.
    static var isOutput: Bool { isatty(STDOUT_FILENO) == 1 }

    /// Whether the terminal knows colors.
    static var hasColors: Bool { ![nil, "", "dumb"].contains(environment["TERM"]) }

    /// The size of the terminal's window; the usual one where it does not say.
    static var window: (columns: Int, lines: Int) {
        var size = winsize()
        guard unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
            return (80, 24)
        }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    static func printError(_ text: String) {
        printAnnounced()
        StandardStreams.tell(ShownText.lines(text))
    }
}
