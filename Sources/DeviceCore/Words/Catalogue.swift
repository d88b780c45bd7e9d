import OutsideText
import Synchronization

/// The words for people in one language.
package struct Catalogue: Sendable {
    /// The languages that have a catalogue; the first serves everybody else.
    package static let languages = ["en", "fr"]

    /// The catalogue's language.
    package let language: String
    private let words: WordTable
    private var face = Face.command

    /// Where its sentences are read.
    ///
    /// What differs there has a key that begins with this: `command.` names commands, `page.` buttons. Every other
    /// sentence is the same wherever it is read.
    private enum Face: String {
        case command, page
    }

    private static let loaded = Mutex<[String: Catalogue]>([:])

    /// The catalogue of the first wish that has one, else English.
    package static func preferred(_ wishes: [String?]) -> Catalogue {
        let wished = wishes.lazy.compactMap { $0.map(code(of:)) }.first(where: languages.contains)
        return named(wished ?? languages[0])
    }

    /// Whether a wish such as `fr` or `fr_CH.UTF-8` has a catalogue.
    package static func isKnown(_ wish: String) -> Bool { languages.contains(code(of: wish)) }

    private static func code(of wish: String) -> String { wish.prefix(2).lowercased() }

    private static func named(_ language: String) -> Catalogue {
        loaded.withLock { catalogues in
            if let catalogue = catalogues[language] { return catalogue }
            let source = language == "fr" ? EmbeddedWords.french : EmbeddedWords.english
            let catalogue = Catalogue(language, WordTable(source))
            catalogues[language] = catalogue
            return catalogue
        }
    }

    private init(_ language: String, _ words: WordTable) {
        self.language = language
        self.words = words
    }

    /// The same words for pages.
    package var forPages: Catalogue {
        var catalogue = self
        catalogue.face = .page
        return catalogue
    }

    /// The sentence of `key`, with `{name}` replaced by its value; the key itself where no word is known.
    package func text(_ key: String, _ values: [String: String] = [:]) -> String {
        let key = form(key, values)
        return Placeholders.fill(words[own(key)] ?? words[key] ?? key, values)
    }

    /// The sentence of `key` about `count` things: the one for a single thing, where there is one.
    package func text(_ count: Int, _ key: String, _ values: [String: String]) -> String {
        let single = "\(key).one"
        return text(isOne(count) && holds(single) ? single : key, values)
    }

    /// A name that others have chosen, between quotation marks, so that it cannot pass for a sentence of ours.
    package func quoted(_ name: String) -> String {
        let name = ShownText.quotable(name)
        return text("quoted", ["name": face == .page ? keepingNumber(name) : name])
    }

    /// A name whose number stays on its line, such as the service puts behind the name of a second device: a page breaks
    /// lines, and at a terminal a name may be copied.
    private func keepingNumber(_ name: String) -> String {
        guard let (before, number) = name.cut(atLast: " "), !before.isEmpty, number.number(Int.self) != nil else {
            return name
        }
        return "\(before)\u{A0}\(number)"
    }

    /// The same in a table, where a name needs no quotation marks unless it would pass for more than a name.
    package func inTable(_ name: String) -> String { ShownText.canStandUnquoted(name) ? name : quoted(name) }

    /// The names under which a sentence has a number of things.
    private static let counts = ["n", "left", "seconds", "size"]

    /// The key of the sentence about a single thing or about none, where there is one and the values name so many.
    private func form(_ key: String, _ values: [String: String]) -> String {
        let none = "\(key).none"
        if holds(none), Self.counts.contains(where: { values[$0] == "0" }) { return none }
        let single = "\(key).one"
        guard holds(single) else { return key }
        return Self.counts.contains { values[$0].flatMap { Int($0) }.map(isOne) ?? false } ? single : key
    }

    /// Whether the language speaks of so many things as of one: French does so of none as well.
    private func isOne(_ count: Int) -> Bool { count == 1 || (count == 0 && language == "fr") }

    /// The keys that the catalogue has; to find them, all of it is read.
    package var keys: Set<String> { words.keys }

    /// Whether there is a sentence of `key` here.
    package func holds(_ key: String) -> Bool { words.holds(own(key)) || words.holds(key) }

    private func own(_ key: String) -> String { "\(face.rawValue).\(key)" }
}
