import DeviceCore
import Foundation
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
        encoder.dateEncodingStrategy = .secondsSince1970
        guard let data = try? encoder.encode(value) else { return }
        print(String(decoding: data, as: UTF8.self))
    }

    static func print(_ text: String) {
        FileHandle.standardOutput.write(Data((text + "\n").utf8))
    }

    static func printError(_ text: String) {
        FileHandle.standardError.write(Data(text.utf8))
    }
}
