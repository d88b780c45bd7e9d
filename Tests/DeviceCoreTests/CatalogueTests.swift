import DeviceCore
import Encodings
import Foundation
import Testing

/// The words that people read.
@Suite struct CatalogueTests {
    private static let catalogues = Catalogue.languages.map { Catalogue.preferred([$0]) }

    @Test(arguments: Catalogue.languages)
    func `on a page the number of a device stays on the line of its name`(language: String) {
        let words = Catalogue.preferred([language])
        #expect(words.forPages.quoted("vm 4").contains("vm\u{A0}4") && words.quoted("vm 4").contains("vm 4"))
        for name in ["Ada's phone", "vm four", " 4", "4"] {
            #expect(words.forPages.quoted(name) == words.quoted(name), "\(name)")
        }
    }

    @Test func `every language has the same keys`() {
        for catalogue in Self.catalogues {
            #expect(catalogue.keys == Self.catalogues[0].keys, "\(catalogue.language)")
        }
    }

    @Test func `every language puts the same values into a sentence`() throws {
        let placeholder = /\{[a-zA-Z]+\}/
        for key in Self.catalogues[0].keys {
            let used = Self.catalogues.map { Set($0.text(key).matches(of: placeholder).map { String($0.output) }) }
            #expect(used.allSatisfy { $0 == used[0] }, "\(key)")
        }
    }

    @Test(arguments: FailureCode.allCases)
    func `every failure says what happened and what to do`(code: FailureCode) {
        for catalogue in Self.catalogues {
            #expect(catalogue.holds("error.\(code.rawValue).message"), "\(catalogue.language)")
            #expect(catalogue.holds("error.\(code.rawValue).remedy"), "\(catalogue.language)")
        }
    }

    @Test func `no sentence is left without its failure`() {
        let known = Set(
            FailureCode.allCases.flatMap { ["error.\($0.rawValue).message", "error.\($0.rawValue).remedy"] }
        )
        // A sentence for one situation follows the key of the sentence for all others.
        let situation = /\.[a-z][a-zA-Z0-9]*$/
        let face = /^(command|page)\.(?=error\.)/
        let extra = Self.catalogues[0].keys.filter {
            let key = $0.replacing(face, with: "").replacing(/\.(one|none)$/, with: "")
            let general = key.replacing(situation, with: "")
            return key.hasPrefix("error.") && !known.contains(key) && !known.contains(general)
        }
        #expect(extra.isEmpty)
    }

    @Test func `no sentence asks for a name or a place that the program knows`() {
        let literal = /\b(NAME|NOM|LOCATION|EMPLACEMENT)\b/
        for catalogue in Self.catalogues {
            let found = catalogue.keys.filter {
                !$0.hasPrefix("help.") && catalogue.text($0).firstMatch(of: literal) != nil
            }
            #expect(found.isEmpty, "\(catalogue.language)")
        }
    }

    @Test func `French quotation marks stand with spaces that do not break`() {
        let french = Self.catalogues[1]
        for key in french.keys {
            let text = Array(french.text(key).unicodeScalars)
            for (index, scalar) in text.enumerated() where scalar == "«" || scalar == "»" {
                let beside = scalar == "«" ? index + 1 : index - 1
                #expect(text.indices.contains(beside) && text[beside] == "\u{A0}", "\(key)")
            }
        }
    }

    @Test func `where no attempt is left, the next one waits`() {
        let failure = Failure(.wrongPassword, ["left": "0"])
        #expect(Self.catalogues[0].words(for: failure).remedy.hasPrefix("The next attempt must wait."))
        #expect(Self.catalogues[1].words(for: failure).remedy.hasPrefix("La prochaine tentative doit attendre."))
        #expect(Self.catalogues[0].forPages.words(for: failure.in(.recovering)).remedy.contains("tick “"))
    }

    @Test func `a French day stays on the line of its month`() {
        let date = Instant(milliseconds: 1_796_601_600_000)
        for text in [Self.catalogues[1].day(date), Self.catalogues[1].moment(date)] {
            #expect(text.contains(/^\d+\u{A0}décembre 2026/), "\(text)")
        }
    }

    @Test func `a date stays on one line of a page`() {
        let date = Instant(milliseconds: 1_796_601_600_000)
        for words in Self.catalogues.map(\.forPages) {
            for text in [words.day(date), words.moment(date), words.shortMoment(date)] {
                let end = text.range(of: "2026")?.lowerBound ?? text.startIndex
                #expect(end > text.startIndex && !text[..<end].contains(" "), "\(text)")
                #expect(text[..<end].contains("\u{A0}"), "\(text)")
            }
        }
    }

    @Test func `the first of a French month has a number of its own`() {
        let first = Instant(milliseconds: 1_796_126_400_000)
        for text in [Self.catalogues[1].day(first), Self.catalogues[1].moment(first)] {
            #expect(text.hasPrefix("1er\u{A0}décembre 2026"), "\(text)")
        }
        #expect(Self.catalogues[0].day(first) == "December 1, 2026")
    }

    @Test func `no French line breaks before a sign`() {
        let french = Self.catalogues[1]
        let breaking = /[ ][:;?!](?!\w)/
        for key in french.keys {
            #expect(french.text(key).firstMatch(of: breaking) == nil, "\(key)")
            #expect(french.text(key).firstMatch(of: /[\u{A0}][;?!]/) == nil, "\(key)")
        }
    }

    @Test func `the first requested language with a catalogue is used, otherwise English`() {
        #expect(Catalogue.preferred(["fr_CH.UTF-8"]).language == "fr")
        #expect(Catalogue.preferred([nil, "de_DE", "fr"]).language == "fr")
        #expect(Catalogue.preferred(["C", nil]).language == "en")
        #expect(Catalogue.preferred([]).language == "en")
    }

    @Test(arguments: [
        (1, "1 minute", "1 minute"), (61, "2 minutes", "2 minutes"), (7199, "120 minutes", "120 minutes"),
        (7200, "2 hours", "2 heures"), (7201, "3 hours", "3 heures"), (86_400, "24 hours", "24 heures"),
        (172_800, "2 days", "2 jours"), (366 * 86_400, "366 days", "366 jours"),
    ])
    func `a waiting time is given in minutes, hours or days`(seconds: Int, english: String, french: String) {
        let failure = Failure(.tooManyContactCodes, .wait(seconds: seconds))
        #expect(Self.catalogues[0].words(for: failure).remedy.hasPrefix("Try again in \(english)."))
        #expect(Self.catalogues[1].words(for: failure).remedy.hasPrefix("Réessayez dans \(french)."))
    }

    @Test func `accounts whose codes wait are named with the command that confirms each`() throws {
        for catalogue in Self.catalogues {
            #expect(catalogue.heldCodes(of: []) == nil)
            let one = try #require(catalogue.heldCodes(of: ["a.example:me"]))
            #expect(one.hasSuffix(": sparekey account confirm a.example:me"))
            let words = ["a.example:me", ShellWord.quoted("b.example:mine & yours")]
            let two = try #require(catalogue.heldCodes(of: words))
            #expect(two.contains("\n  sparekey account confirm a.example:me\n"))
            #expect(two.hasSuffix("\n  sparekey account confirm 'b.example:mine & yours'"))
            #expect(two.contains("2"))
        }
    }

    @Test(arguments: [FailureCode.serviceUnreachable, .serviceInternal])
    func `a device without accounts is not told about codes on it`(code: FailureCode) {
        for (catalogue, word) in zip(Self.catalogues, ["Codes on this device", "codes de cet appareil"]) {
            let failure = Failure(code, ["place": "a.example"])
            #expect(catalogue.words(for: failure).remedy.contains(word))
            #expect(!catalogue.words(for: failure.in(.nothingHere)).remedy.contains(word))
        }
    }

    @Test func `a single thing is in the singular`() {
        let short = Failure(.shortPassword, ["n": "1", "minimum": "12"])
        #expect(Self.catalogues[0].words(for: short).message.contains("1 character of"))
        #expect(Self.catalogues[1].words(for: short).message.contains("1 caractère sur"))
        let damaged = Failure(.backupDamaged, ["place": "folder:/a", "size": "1"])
        #expect(Self.catalogues[1].words(for: damaged).message.hasSuffix("1 octet illisible"))
    }

    @Test(arguments: [
        (FailureCode.notAnOTPAuthURI, FailureKind.badInput), (.samePassword, .badInput), (.noSuchEntry, .notFound),
        (.noQRCode, .notFound), (.storageUnreachable, .unreachable), (.recoveryCodeNotSaved, .unreachable),
        (.internalError, .bug), (.outputFailed, .output), (.tooManyAttempts, .transient),
        (.requestReported, .transient), (.wrongPassword, .refused), (.secretOfThisDevice, .refused),
        (.noPassphraseSet, .setup), (.pageProgramExposed, .setup),
    ])
    func `a code is of the kind of its group`(code: FailureCode, kind: FailureKind) {
        #expect(code.kind == kind)
    }

    @Test func `there is a code of every kind`() {
        #expect(Set(FailureCode.allCases.map(\.kind)) == Set(FailureKind.allCases))
    }
}
