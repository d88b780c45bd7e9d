import DeviceCore
import OutsideText
import Primitives

/// Asks at the terminal: again until the answer is one that will do.
///
/// Every question is nil where there is no terminal, which the caller says in its own words, and throws where the input
/// ends instead of an answer: no answer is never one.
struct Prompt {
    let words: Catalogue

    /// What an answer that will not do is told with, before the question comes again.
    struct Mistyped: Error {
        let hint: String
    }

    /// Whether there is someone to ask.
    static var isAvailable: Bool { TerminalLine.isAvailable }

    /// Asks until `read` takes what was typed; a `Mistyped` of its is told and asked again.
    ///
    /// Nil also once the answer is not wanted any more.
    func ask<Answer>(
        _ key: String,
        _ values: [String: String] = [:],
        isShown: Bool = true,
        isFresh: Bool = false,
        while isWanted: () -> Bool = { true },
        _ read: (SecretBytes) throws -> Answer
    ) throws -> Answer? {
        while true {
            switch TerminalLine.asked(words.text(key, values), isShown: isShown, isFresh: isFresh, while: isWanted) {
            case .nobody, .unwanted: return nil
            case .ended: throw Failure(.inputEnded)
            case .tooLong: Terminal.printError(words.text("prompt.tooLong.again") + "\n")
            case .typed(let line):
                do {
                    return try read(line)
                } catch let mistyped as Mistyped {
                    Terminal.printError(mistyped.hint + "\n")
                }
            }
        }
    }

    /// Asks for a line without showing what is typed; Enter alone is an answer only where none is needed.
    func secret(_ key: String, _ values: [String: String] = [:], isNeeded: Bool = true) throws -> SecretBytes? {
        try ask(key, values, isShown: false) { line in
            guard !isNeeded || line.count > 0 else { throw nothingTyped }
            return line
        }
    }

    /// Asks for a line of text, which its reader looks at; Enter alone is an answer only where none is needed.
    func line(_ key: String, _ values: [String: String] = [:], isNeeded: Bool = true) throws -> String? {
        try ask(key, values) { line in
            let text = Self.text(line)
            guard !isNeeded || !text.trimmed().isEmpty else { throw nothingTyped }
            return text
        }
    }

    /// That Enter alone is no answer.
    var nothingTyped: Mistyped { Mistyped(hint: words.text("prompt.nothingTyped")) }

    /// Asks a question that is answered by yes or no; Enter alone is no.
    ///
    /// What was pasted together with an earlier answer does not count, because others may have written it.
    func confirm(_ key: String, _ values: [String: String] = [:]) throws -> Bool? {
        let answers = [(words.text("answer.yes"), true), (words.text("answer.no"), false)]
        return try ask(key, values, isFresh: true) { line in
            let typed = Self.text(line).trimmed().lowercased()
            guard !typed.isEmpty else { return false }
            let answer = answers.first { $0.0.pieces(at: " ").contains { $0.isSame(as: typed) } }
            guard let answer else { throw Mistyped(hint: words.text("prompt.confirm.again")) }
            return answer.1
        }
    }

    /// Lets someone choose by number; Enter takes the first.
    func choice(of names: [String]) throws -> Int? {
        Interruption.waitIfEnding()
        let last = ["last": String(names.count)]
        for (index, name) in names.enumerated() { Terminal.printError("  \(index + 1)  \(name)\n") }
        return try ask("prompt.choice", last) { line in
            let typed = Self.text(line).trimmed()
            if typed.isEmpty { return 0 }
            guard let number = typed.number(Int.self), (1...max(1, names.count)).contains(number) else {
                throw Mistyped(hint: words.text("prompt.choice.again", last))
            }
            return number - 1
        }
    }

    /// Lets someone choose by a letter.
    func choice<Choice>(
        _ key: String,
        _ values: [String: String] = [:],
        byLetter choices: [(letter: String, choice: Choice)]
    ) throws -> Choice? {
        try ask(key, values) { line in
            let typed = Self.text(line).trimmed().lowercased()
            guard let chosen = choices.first(where: { $0.letter.isSame(as: typed) }) else {
                let letters = choices.map(\.letter).joined(separator: ", ")
                throw Mistyped(hint: words.text("prompt.letter.again", ["letters": letters]))
            }
            return chosen.choice
        }
    }

    /// Waits for Enter, which is no question, or for the end of the input; without a key, what to press is shown already.
    func waitForEnter(_ key: String? = nil) {
        _ = TerminalLine.asked(key.map { words.text($0) } ?? "", isShown: true, while: { true })
    }

    /// What was typed, as text.
    static func text(_ line: SecretBytes) -> String {
        line.exposedText
    }
}
