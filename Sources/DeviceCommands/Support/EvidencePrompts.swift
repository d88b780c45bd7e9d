import ArgumentParser
import DeviceCore
import Encodings
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
    /// The device, which sends a code that is needed to the contact that was named.
    func device(_ options: EvidenceOptions) -> Device { device(options, codeFile: options.codeFile) }

    /// The same with the file that has that code, which is not the one of the options.
    func device(_ options: EvidenceOptions, codeFile: String?) -> Device {
        device.proving(with: EvidenceQuestions(terminal, contact: options.by, codeFile: codeFile, takesContact: true))
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
        let goesOn: @Sendable (Failure) -> Bool = { failure in
            // What comes from a file or the environment would be the same again.
            guard terminal.canChoose, codeFile == nil else { return false }
            Terminal.printError(terminal.words.sentence(for: failure) + "\n")
            return true
        }
        let typesCode = hasPaper ? paper : nil
        let tellClosed: @Sendable (EvidenceWay, Instant) -> Void = { way, until in
            terminal.say("evidence.closed.\(way.rawValue)", ["time": terminal.words.shortMoment(until)])
        }
        let tellNew: @Sendable (Bool) -> Void = { codesAreHeld in
            terminal.say("evidence.choose" + (codesAreHeld ? "" : ".codesAccepted"))
        }
        // Whoever names a contact, or has its code in a file, has chosen.
        let chooses = terminal.canChoose && contact == nil && codeFile == nil
        self.init(
            contact: contact,
            contacts: contacts,
            recoveryCode: typesCode,
            goesOn: goesOn,
            tellClosed: chooses ? tellClosed : nil,
            tellNew: terminal.canChoose ? tellNew : nil
        ) { username in
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
        } whileAsked: { withdraw, wait in
            try Interruption.doing(withdraw, during: wait)
        }
    }

    /// Lets the user choose by number, or leave it for later; what is optional is left out where nobody can be asked.
    private static func choose(
        of ways: [EvidenceWay],
        _ isOptional: Bool,
        _ terminal: Terminal
    ) throws -> EvidenceWay? {
        guard terminal.canChoose else { return isOptional ? nil : ways.first }
        let words = terminal.words
        let named = ways.map { words.text("evidence.way.\($0.rawValue)") }
        let chosen = try Prompt(words: words).choice(of: named + [words.text("evidence.later")])
        return chosen.flatMap { ways.indices.contains($0) ? ways[$0] : nil }
    }
}
