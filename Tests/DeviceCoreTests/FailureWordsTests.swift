import DeviceCore
import Foundation
import Testing

/// What a terminal says of every failure, in every situation that there are words for.
@Suite struct FailureWordsTests {
    /// What failures mention, by the names that sentences have for it: a sentence that asks for another keeps a gap.
    private static let values = [
        "account": "a.example:ada", "accounts": "a.example:ada, b.example:ada", "cause": "it is locked",
        "content": "qr.content.microsoft", "date": "2026-11-28", "device": "phone", "drive": "/media/stick",
        "error": "CancellationError", "expected": "2", "field": "Bucket", "file": "key",
        "folder": "/media/stick", "format": "PDF", "formats": "aegis, 2fas",
        "found": "3", "generation": "12", "how": "mail", "id": "0123abcd", "intact": "backup.damaged.intact",
        "m": "5", "masked": "a•••@example.org", "minimum": "12", "name": "Shop", "newest": "13", "number": "14",
        "parameter": "digits", "path": "/home/ada/list.txt", "paths": "/home/ada/list.txt",
        "place": "folder:/media/stick", "plain": "folder:/media/stick", "port": "8711", "position": "2",
        "positions": "1, 2", "proof": "89abcdef",
        "proxy": "proxy.example:3128", "reason": "the disk is full", "until": "2026-12-28", "username": "ada",
        "variable": "https_proxy", "version": "9", "wait": "3600",
    ]

    /// Of how many things a sentence speaks, under each name.
    private static func values(counting count: Int) -> [String: String] {
        let counts = ["n", "left", "seconds", "size"].map { ($0, String(count)) }
        return values.merging(counts) { $1 }
    }

    /// The situations that a language has words for, of a failure.
    private static func situations(_ code: FailureCode, _ words: Catalogue) -> [Failure.Situation] {
        Failure.Situation.allCases.filter { situation in
            ["message", "remedy"].contains { words.holds("error.\(code.rawValue).\($0).\(situation.rawValue)") }
        }
    }

    @Test(arguments: Catalogue.languages, FailureCode.allCases)
    func `in every situation a failure says what happened and what to do, and leaves no gap`(
        language: String,
        code: FailureCode
    ) {
        let words = Catalogue.preferred([language])
        for count in [0, 1, 2] {
            let failure = Failure(code, stored: Self.values(counting: count))
            for told in [failure] + Self.situations(code, words).map(failure.in) {
                let (message, remedy) = words.words(for: told)
                for text in [message, remedy] {
                    let place = "\(code.rawValue) \(told.values["situation"] ?? "") \(count): \(text)"
                    #expect(!text.isEmpty, "\(place)")
                    #expect(!text.contains("error.") && !text.contains("{") && !text.contains("}"), "\(place)")
                }
            }
        }
    }

    @Test(arguments: Catalogue.languages)
    func `words for one situation of a failure are used in no other`(language: String) {
        let words = Catalogue.preferred([language])
        var told: [String: String] = [:]
        for code in FailureCode.allCases {
            let failure = Failure(code, stored: Self.values(counting: 2))
            for one in [failure] + Self.situations(code, words).map(failure.in) {
                let (message, remedy) = words.words(for: one)
                let place = "\(code.rawValue) \(one.values["situation"] ?? "")"
                let other = told.updateValue(place, forKey: "\(message)\n\(remedy)")
                #expect(other == nil, "\(place)")
            }
        }
        #expect(told.count > FailureCode.allCases.count + 60)
    }

    @Test(arguments: Catalogue.languages)
    func `what is said in one place only has the key of that place`(language: String) {
        let words = Catalogue.preferred([language])
        let common = words.keys.filter { $0.hasPrefix("error.") }
        for key in common {
            for place in ["sparekey ", "--", "SPAREKEY_", "Ctrl-C"] {
                #expect(!words.text(key).contains(place), "\(key)")
            }
            #expect(!words.keys.contains("page.\(key)"), "\(key)")
        }
        #expect(common.count > FailureCode.allCases.count)
    }

    @Test(arguments: Catalogue.languages)
    func `every situation has words, and every sentence for a situation is one's`(language: String) {
        let words = Catalogue.preferred([language])
        let used = Set(FailureCode.allCases.flatMap { Self.situations($0, words) })
        #expect(used == Set(Failure.Situation.allCases))
        var known: Set<String> = []
        for code in FailureCode.allCases {
            let endings = [""] + Self.situations(code, words).map { ".\($0.rawValue)" }
            for part in ["message", "remedy"] {
                for ending in endings {
                    let key = "error.\(code.rawValue).\(part)\(ending)"
                    known.formUnion([key, "\(key).one", "\(key).none"])
                }
            }
        }
        let stray = words.keys.filter {
            let key = $0.replacing(/^(command|page)\.(?=error\.)/, with: "")
            return key.hasPrefix("error.") && !known.contains(key)
        }
        #expect(stray.isEmpty, "\(stray.sorted())")
    }
}
