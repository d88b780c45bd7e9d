import ArgumentParser
import DeviceCore
import OutsideText

/// To which contact a code goes that confirms a device, and where the code comes from.
struct EvidenceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The contact that a code is sent to where one is needed; asked for where there are several.",
            valueName: "id"
        )
    )
    var by: String?

    @Option(help: ArgumentHelp("A file that holds the code (or SPAREKEY_CONTACT_CODE).", valueName: "file"))
    var codeFile: String?
}

extension CommandSession {
    /// The app, which sends a code that is needed to the contact that was named.
    func app(_ options: EvidenceOptions) -> DeviceApp {
        app.proving(with: EvidenceQuestions(terminal, contact: options.by, codeFile: options.codeFile))
    }
}

extension EvidenceQuestions {
    /// Asks at the terminal; without one, secrets come from the environment, and the code from a file as well.
    init(_ terminal: Terminal, contact: String? = nil, codeFile: String? = nil) {
        let contacts = ContactQuestions(terminal, codeFile: codeFile, in: .counting)
        self.init(contact: contact, contacts: contacts) { username in
            let secrets = Secrets(prompt: Prompt(words: terminal.words))
            do {
                return try secrets.password(file: nil, asking: "prompt.evidencePassword", ["username": username])
            } catch PasswordError.empty {
                throw Failure(.evidenceNeeded)
            }
        } choose: { ways, isOptional in
            Self.choose(of: ways, isOptional, terminal)
        } showNumber: { number in
            Terminal.printError(terminal.words.text("evidence.number", ["number": String(number)]) + "\n")
        }
    }

    /// Lets the user choose by number; what is optional is left out where nobody can be asked.
    private static func choose(of ways: [EvidenceWay], _ isOptional: Bool, _ terminal: Terminal) -> EvidenceWay? {
        guard Prompt.isAvailable, !terminal.json else { return isOptional ? nil : ways.first }
        let words = terminal.words
        for (index, way) in ways.enumerated() {
            Terminal.printError("\(index + 1)  \(words.text("evidence.way.\(way.rawValue)"))\n")
        }
        if isOptional { Terminal.printError("\(ways.count + 1)  \(words.text("evidence.later"))\n") }
        let last = ways.count + (isOptional ? 1 : 0)
        let answer = Prompt(words: words).line("prompt.evidenceWay", ["choices": "1-\(last)"]) ?? ""
        let number = answer.trimmed().number(Int.self) ?? 0
        return ways.indices.contains(number - 1) ? ways[number - 1] : nil
    }
}
