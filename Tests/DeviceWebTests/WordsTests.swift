import DeviceCore
import Foundation
import Testing

@testable import DeviceWeb

/// Every word of the pages is there in every language.
@Suite struct WordsTests {
    @Test(arguments: Catalogue.languages)
    func `templates ask for no word that is missing`(language: String) {
        let words = Catalogue.preferred([language]).keys
        for (name, bytes) in PageTemplate.files {
            let text = String(decoding: bytes, as: UTF8.self)
            for match in text.matches(of: /\{\{w\.([\w.\-]+)\}\}/) {
                #expect(words.contains(String(match.1)), "\(name) asks for \(match.1)")
            }
        }
    }

    @Test func `every part that a template names is there`() {
        let names = Set(PageTemplate.files.keys).union(PageIcons.drawings.keys.map { "icon-\($0)" })
        for (name, bytes) in PageTemplate.files {
            let text = String(decoding: bytes, as: UTF8.self)
            for match in text.matches(of: /\{\{[><]\s*([\w.\-]+)\s*\}\}/) {
                #expect(names.contains(String(match.1)), "\(name) names \(match.1)")
            }
        }
    }

    @Test func `templates hold no text of their own`() {
        for (name, bytes) in PageTemplate.files {
            var text = String(decoding: bytes, as: UTF8.self)
            text.replace(/(?s)<(script|style|svg|title)\b.*?<\/\1>/, with: "")
            text.replace(/(?s)\{\{.*?\}\}/, with: "")
            text.replace(/(?s)<[^>]*>/, with: "")
            text.replace(/sparekey open|Sparekey|••• •••|\//, with: "")
            let rest = text.trimmingCharacters(in: .whitespacesAndNewlines)
            #expect(rest.allSatisfy { !$0.isLetter }, "\(name): \(rest)")
        }
    }
}

/// A page names buttons, not commands.
@Suite struct PageFailureTests {
    // What only a terminal can do, or only a terminal runs into.
    private static let ofTheTerminal: Set<FailureCode> = [
        .vaultDamaged, .ambiguousEntry, .confirmationNeeded, .portInUse, .contactNotChosen, .contactProofSent,
        .contactCodeSent, .fileExists, .severalAccounts, .inputEnded,
    ]

    // Buttons that another site has.
    private static let ofOtherSites: Set<String> = [
        "I want to use a different authenticator app", "Je souhaite utiliser une autre application d’authentification",
    ]

    @Test(arguments: Catalogue.languages, FailureCode.allCases)
    func `in every situation its failures tell of no command, and of no button that is not there`(
        language: String,
        code: FailureCode
    ) {
        guard !Self.ofTheTerminal.contains(code) else { return }
        let words = Catalogue.preferred([language]).forPages
        let buttons = Set(words.keys.map { words.text($0) })
        for situation in Failure.Situation.allCases {
            let remedy = words.words(for: Failure(code).in(situation)).remedy
            let place = "\(code.rawValue) \(situation)"
            #expect(!remedy.contains("sparekey ") && !remedy.contains(" --"), "\(place): \(remedy)")
            for name in remedy.matches(of: /[“«]\s?([^”»]+?)\s?[”»]/).map({ String($0.1) }) {
                #expect(buttons.contains(name) || Self.ofOtherSites.contains(name), "\(place): \(name)")
            }
        }
    }

    @Test(arguments: Catalogue.languages, FailureCode.allCases)
    func `its failures tell of no command`(language: String, code: FailureCode) {
        guard !Self.ofTheTerminal.contains(code) else { return }
        let words = Catalogue.preferred([language]).forPages
        let (message, remedy) = words.words(for: Failure(code))
        for text in [message, remedy] {
            #expect(!text.contains("sparekey ") && !text.contains(" --"), "\(code.rawValue): \(text)")
        }
    }
}
