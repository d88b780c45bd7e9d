import Foundation
import TestSupport
import Testing

/// One term a thing: the table of terms in the glossary binds the catalogues of both programs.
@Suite struct TermsTests {
    /// A word that a language never uses for something.
    private struct Never { let language, word: String }

    /// The words of a program in a language, by their keys.
    private static func words(_ program: String, _ language: String) throws -> [String: String] {
        let file = SourceTree.root.appending(path: "Sources/\(program)/Words/\(language).json")
        return try JSONDecoder().decode([String: String].self, from: Data(contentsOf: file))
    }

    private static func never() throws -> [Never] {
        let glossary = try String(contentsOf: SourceTree.root.appending(path: "docs/glossary.md"), encoding: .utf8)
        let table = glossary.components(separatedBy: "| never in English |").last ?? ""
        return table.split(separator: "\n").dropFirst(2).flatMap { row -> [Never] in
            let cells = row.components(separatedBy: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            guard cells.count == 6 else { return [] }
            return [("en", cells[3]), ("fr", cells[4])].flatMap { language, words in
                words.components(separatedBy: ", ").filter { !$0.isEmpty }.map { Never(language: language, word: $0) }
            }
        }
    }

    /// What a person reads as words: without the examples of the help, commands, options and what is put in.
    private static func prose(_ text: String) -> String {
        let lines = text.components(separatedBy: "\n").filter {
            !$0.trimmingCharacters(in: .whitespaces).hasPrefix("sparekey ")
        }
        return lines.joined(separator: "\n")
            .replacing(/sparekey[a-z\- ]*( --?[a-z\-]+)?|--[a-z\-]+|\{[a-zA-Z]+\}/, with: " ")
    }

    @Test(arguments: ["DeviceCore", "AccountServer"])
    func `no catalogue uses a word that the glossary rules out`(program: String) throws {
        let never = try Self.never()
        #expect(never.count > 40)
        for language in ["en", "fr"] {
            let rules = try never.filter { $0.language == language }.map {
                (word: $0.word, pattern: try Regex("(?i)(^|[^\\p{L}])\($0.word)($|[^\\p{L}])"))
            }
            for (key, text) in try Self.words(program, language) {
                let prose = Self.prose(text)
                for rule in rules where prose.contains(rule.pattern) {
                    Issue.record("\(program) \(language) \(key): \(rule.word): \(text)")
                }
            }
        }
    }

    /// Messages to phones keep the straight one: the typographic one would halve what fits into a message.
    @Test(arguments: ["DeviceCore", "AccountServer"], ["en", "fr"])
    func `apostrophes are typographic`(program: String, language: String) throws {
        for (key, text) in try Self.words(program, language) where !key.contains(".short") {
            #expect(!Self.prose(text).contains("'"), "\(key): \(text)")
        }
    }

    /// What is put in may begin with a vowel: French would write d’anne and qu’anne.
    @Test(arguments: ["DeviceCore", "AccountServer"])
    func `no French word that would be shortened stands before a name`(program: String) throws {
        let shortened = /(?i)(?:^|[^\p{L}])(?:de|que|jusque|lorsque|puisque|ne|se|je|me|te) (?:«\u{A0})?\{([a-z]+)\}/
        #expect("Mot de passe de {username}".contains(shortened) && "que «\u{A0}{name}\u{A0}»".contains(shortened))
        for (key, text) in try Self.words(program, "fr") {
            for match in text.matches(of: shortened) {
                #expect(Self.numbers.contains(String(match.1)), "\(key): \(text)")
            }
        }
    }

    /// The values that are numbers, before which nothing is shortened.
    private static let numbers: Set<String> = ["n", "m", "seconds", "minutes", "size"]

    @Test(arguments: ["DeviceCore", "AccountServer"], ["en", "fr"])
    func `no sentence says one thing in the plural`(program: String, language: String) throws {
        let words = try Self.words(program, language)
        let counted = /\{(n|left|minutes|seconds|count)\} (?:more )?[\p{L}]+s\b/
        for (key, text) in words where text.contains(counted) && !key.hasSuffix(".one") {
            #expect(words["\(key).one"] != nil || Self.alwaysSeveral.contains(key), "\(key): \(text)")
        }
        for (key, text) in words where key.hasSuffix(".one") {
            #expect(!text.contains(counted), "\(key): \(text)")
        }
    }

    /// Sentences that are said of two things or more.
    private static let alwaysSeveral: Set<String> = [
        "error.entry.ambiguous.message", "error.approval.ambiguous.message", "error.contact.not-chosen.message",
        "page.requests.askedMany", "page.account.digits", "error.clock.off.message", "notice.clock",
        "message.browserProof.short", "message.browserProof.text",
        "message.contactCode.short", "message.contactProof.text", "message.newContact.text",
        "error.account.several.message", "error.account.several.message.keepsKey", "prompt.account",
        "prompt.account.keepsKey", "error.password.too-short.message", "prompt.newPassword",
        "page.administration.devices", "error.device.not-found.message.severalFit",
        "error.contact.not-found.message.severalFit",
        "duration.hours", "duration.days", "error.entry.invalid-tag.message", "error.entry.too-many-tags.message",
        "error.entry.note-too-long.message",
    ]
}
