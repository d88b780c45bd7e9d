import AccountAPI
import Encodings
import OutsideText
import Synchronization

/// The words that the service says to people, in one language.
struct ServiceWords: Sendable {
    /// The languages that there are words in; the first serves everybody else.
    static let languages = ["en", "fr"]

    /// The language of the words.
    let language: String
    private let words: [String: String]

    private static let loaded = Mutex<[String: ServiceWords]>([:])

    /// The words in the first wish that there are any in, else English; a wish is a tag such as `fr-CH`.
    static func preferred(_ wishes: [String]) -> ServiceWords {
        let wished = wishes.lazy.map { $0.prefix(2).lowercased() }.first(where: languages.contains)
        return named(wished ?? languages[0])
    }

    private static func named(_ language: String) -> ServiceWords {
        loaded.withLock { loaded in
            if let words = loaded[language] { return words }
            let source = language == "fr" ? PackageResources.fr_json : PackageResources.en_json
            let words = JSONReader.texts(of: source) ?? [:]
            loaded[language] = ServiceWords(language: language, words: words)
            return ServiceWords(language: language, words: words)
        }
    }

    /// The sentence of `key`, with `{name}` replaced by its value; the key itself where no word is known.
    func text(_ key: String, _ values: [String: String] = [:]) -> String {
        let isSingle = ["minutes", "count"].contains { values[$0] == "1" }
        let sentence = isSingle ? words["\(key).one"] ?? words[key] : words[key]
        return Placeholders.fill(sentence ?? key, values)
    }

    /// A time to wait as people say it.
    func duration(_ seconds: Int) -> String {
        let time = WaitingTime(seconds: seconds)
        return text("duration.\(time.unit.rawValue)", ["count": String(time.count)])
    }

    /// The keys that there are words for.
    var keys: Dictionary<String, String>.Keys { words.keys }
}
