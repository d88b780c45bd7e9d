import DeviceCore
import Foundation
import LocalFiles
import OutsideText
import Synchronization

/// Where a command prints: results on standard output, words for people and progress on standard error.
struct Terminal {
    /// The words of the language asked for.
    var words: Catalogue { Self.environmentWords }
    /// Whether the result is printed as JSON.
    let json: Bool

    /// The language of the settings, once they were read.
    static let setting = Mutex<String?>(nil)

    /// The words of the language asked for: `SPAREKEY_LANG`, the setting, then the system's variables.
    static var environmentWords: Catalogue {
        Catalogue.preferred([wishedLanguage, setting.withLock { $0 }, systemLanguage])
    }

    /// What `SPAREKEY_LANG` asks for.
    static var wishedLanguage: String? { ProcessInfo.processInfo.environment["SPAREKEY_LANG"] }

    /// POSIX: the first variable that is set and not empty decides.
    private static var systemLanguage: String? {
        let environment = ProcessInfo.processInfo.environment
        return ["LC_ALL", "LC_MESSAGES", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
    }

    init(json: Bool) {
        self.json = json
    }

    /// Prints a sentence for people.
    func say(_ key: String, _ values: [String: String] = [:]) {
        Self.printError(words.text(key, values) + "\n")
    }

    /// Prints how far a long operation is, where somebody watches.
    func progress(_ key: String, _ values: [String: String] = [:]) {
        guard !json, isatty(STDERR_FILENO) == 1 else { return }
        say(key, values)
    }

    /// Prints the result: `value` under `--json`, else the text.
    func result(_ value: some Encodable, text: @autoclosure () -> String) {
        if json {
            Self.printJSON(value)
        } else {
            Self.print(text())
        }
    }

    static func printJSON(_ value: some Encodable) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(value) else { return }
        print(ShownText.jsonEscaped(String(decoding: data, as: UTF8.self)))
    }

    static func print(_ text: String) {
        write(ShownText.lines(text) + "\n")
    }

    /// Prints text as it is, which must be ours.
    ///
    /// What cannot be printed ends the program at once, before anything that hangs on it is done.
    static func write(_ text: String) {
        do throws(FileFailure) {
            try StandardStreams.write(text)
        } catch {
            // Who has read enough, as `head` does, is told nothing.
            if !error.meansNobodyReads {
                let failure = Failure(.outputFailed, ["reason": error.reason])
                let message = environmentWords.words(for: failure).message
                printError("sparekey: error: \(message) [\(failure.code.rawValue)]\n")
            }
            exit(FailureCode.outputFailed.exitStatus)
        }
    }

    /// Whether standard output is a terminal.
    static var isOutput: Bool { isatty(STDOUT_FILENO) == 1 }

    /// Whether the terminal knows colors.
    static var hasColors: Bool { ![nil, "", "dumb"].contains(ProcessInfo.processInfo.environment["TERM"]) }

    /// The size of the terminal's window; the usual one where it does not say.
    static var window: (columns: Int, lines: Int) {
        var size = winsize()
        guard unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
            return (80, 24)
        }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    static func printError(_ text: String) {
        StandardStreams.tell(ShownText.lines(text))
    }
}
