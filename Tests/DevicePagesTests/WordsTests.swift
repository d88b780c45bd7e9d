import DeviceCore
import Foundation
import TestSupport
import Testing

@testable import DevicePages

/// Every word of the pages is there in every language.
@Suite struct WordsTests {
    @Test(arguments: Catalogue.languages)
    func `templates ask for no word that is missing`(language: String) {
        let words = Catalogue.preferred([language]).keys
        for (name, bytes) in PageTemplates.files {
            let text = String(decoding: bytes, as: UTF8.self)
            for match in text.matches(of: /\{\{w\.([\w.\-]+)\}\}/) {
                #expect(words.contains(String(match.1)), "\(name) asks for \(match.1)")
            }
        }
    }

    @Test func `every part that a template names is there`() {
        let names = Set(PageTemplates.files.keys).union(PageIcons.drawings.keys.map { "icon-\($0)" })
        for (name, bytes) in PageTemplates.files {
            let text = String(decoding: bytes, as: UTF8.self)
            for match in text.matches(of: /\{\{[><]\s*([\w.\-]+)\s*\}\}/) {
                #expect(names.contains(String(match.1)), "\(name) names \(match.1)")
            }
        }
    }

    @Test func `templates hold no text of their own`() {
        for (name, bytes) in PageTemplates.files {
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
    // What commands alone raise: they ask in a terminal, write files and open the page.
    private static let ofCommands: Set<FailureCode> = [
        .portInUse, .contactNotChosen, .contactProofSent, .contactCodeSent, .fileExists, .inputEnded, .noTerminal,
        .pageProgramMissing, .pageProgramExposed,
    ]

    // What a name can mean that someone typed: a page knows which account it is about.
    private static let ofNames: Set<FailureCode> = [.ambiguousEntry, .severalAccounts]

    // What no button mends.
    private static let withCommand: Set<FailureCode> = [.vaultDamaged]

    // Buttons that another site has.
    private static let ofOtherSites: Set<String> = [
        "Password protected", "Protégé par mot de passe",
        "I want to use a different authenticator app", "Je souhaite utiliser une autre application d’authentification",
    ]

    /// What a page of a language may call a button.
    private static let buttons = Dictionary(
        uniqueKeysWithValues: Catalogue.languages.map { language in
            let words = Catalogue.preferred([language]).forPages
            return (language, Set(words.keys.map { words.text($0) }))
        }
    )

    @Test(arguments: Catalogue.languages, FailureCode.allCases)
    func `in every situation its failures tell of no command, and of no button that is not there`(
        language: String,
        code: FailureCode
    ) {
        guard !Self.ofCommands.union(Self.ofNames).union(Self.withCommand).contains(code) else { return }
        let words = Catalogue.preferred([language]).forPages
        for part in ["message", "remedy"] { #expect(words.holds("error.\(code.rawValue).\(part)")) }
        let buttons = Self.buttons[language] ?? []
        let failure = Failure(code)
        for told in [failure] + Failure.Situation.allCases.map(failure.in) {
            let (message, remedy) = words.words(for: told)
            let place = "\(code.rawValue) \(told.values["situation"] ?? "")"
            for text in [message, remedy] {
                #expect(!text.contains("sparekey ") && !text.contains(" --"), "\(place): \(text)")
                #expect(!text.contains("SPAREKEY_") && !text.contains("Ctrl-C"), "\(place): \(text)")
            }
            for name in remedy.matches(of: /[“«]\s?([^”»]+?)\s?[”»]/).map({ String($0.1) }) {
                #expect(buttons.contains(name) || Self.ofOtherSites.contains(name), "\(place): \(name)")
            }
        }
    }

    @Test(arguments: Catalogue.languages)
    func `what no button can repair is reported with its one command`(language: String) {
        let words = Catalogue.preferred([language]).forPages
        for code in Self.withCommand {
            let (message, remedy) = words.words(for: Failure(code))
            #expect(!message.contains("sparekey "))
            #expect(remedy.components(separatedBy: "sparekey ").count == 2)
            #expect(remedy.hasSuffix(": sparekey doctor --restore-previous"))
        }
    }

    @Test func `what is left to commands is raised by no page and by nothing that a page calls`() throws {
        for (folder, codes) in [("DevicePages", Self.ofCommands.union(Self.ofNames)), ("DeviceCore", Self.ofCommands)] {
            let files = try SourceTree.texts(in: "Sources/\(folder)", endingIn: ".swift")
            #expect(files.count > 20)
            for (file, text) in files {
                for code in codes {
                    #expect(!text.contains("Failure(.\(code)"), "\(folder)/\(file)")
                }
            }
        }
    }

    @Test(arguments: Catalogue.languages)
    func `a page mentions nothing that the same failure does not mention elsewhere`(language: String) {
        let words = Catalogue.preferred([language])
        let placeholder = /\{[a-zA-Z]+\}/
        func mentioned(_ start: String) -> Set<String> {
            let texts = words.keys.filter { $0.hasPrefix(start) }.map { words.text($0) }
            return Set(texts.flatMap { $0.matches(of: placeholder).map { String($0.output) } })
        }
        for code in FailureCode.allCases {
            let elsewhere = ["error", "command.error"].map { mentioned("\($0).\(code.rawValue).") }
            let more = mentioned("page.error.\(code.rawValue).").subtracting(elsewhere[0].union(elsewhere[1]))
            #expect(more.isEmpty, "\(code.rawValue)")
        }
    }
}
