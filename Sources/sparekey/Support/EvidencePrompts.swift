import ArgumentParser
import DeviceCore
import OutsideText

/// To which contact a code goes that confirms a device, and where the code comes from.
struct EvidenceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            HelpText.of("EvidenceOptions.by"),
            valueName: "id"
        )
    )
    var by: String?

    @Option(help: ArgumentHelp(HelpText.of("EvidenceOptions.codeFile"), valueName: "file"))
    var codeFile: String?
}

extension CommandSession {
    /// The app, which sends a code that is needed to the contact that was named.
    func app(_ options: EvidenceOptions) -> DeviceApp {
        app.proving(
            with: EvidenceQuestions(terminal, contact: options.by, codeFile: options.codeFile, takesContact: true)
        )
    }
}

extension EvidenceQuestions {
    /// Asks at the terminal; without one, secrets come from the environment, and the code from a file as well.
    init(_ terminal: Terminal, contact: String? = nil, codeFile: String? = nil, takesContact: Bool = false) {
        let contacts = ContactQuestions(terminal, codeFile: codeFile, in: .counting, takesContact: takesContact)
        let paper: @Sendable () throws -> RecoveryCode = {
            try Secrets(prompt: Prompt(words: terminal.words)).recoveryCode()
        }
        let hasPaper = Prompt.isAvailable || Secrets.hasRecoveryCode
        self.init(contact: contact, contacts: contacts, recoveryCode: hasPaper ? paper : nil) { username in
            let secrets = Secrets(prompt: Prompt(words: terminal.words))
            do {
                return try secrets.password(file: nil, asking: "prompt.evidencePassword", ["username": username])
            } catch PasswordError.empty {
                throw Failure(.evidenceNeeded)
            }
        } choose: { ways, isOptional in
            try Self.choose(of: ways, isOptional, terminal)
        } showNumber: { number in
            Terminal.printError(terminal.words.text("evidence.number", ["number": String(number)]) + "\n")
        }
    }

    /// Lets the user choose by number; what is optional is left out where nobody can be asked.
    private static func choose(
        of ways: [EvidenceWay],
        _ isOptional: Bool,
        _ terminal: Terminal
    ) throws -> EvidenceWay? {
        guard Prompt.isAvailable, !terminal.json else { return isOptional ? nil : ways.first }
        let words = terminal.words
        let named = ways.map { words.text("evidence.way.\($0.rawValue)") }
        terminal.say("evidence.choose")
        let chosen = try Prompt(words: words).choice(of: named + (isOptional ? [words.text("evidence.later")] : []))
        return chosen.flatMap { ways.indices.contains($0) ? ways[$0] : nil }
    }
}
