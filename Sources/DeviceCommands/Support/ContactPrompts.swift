import AccountAPI
import ArgumentParser
import DeviceCore
import Encodings
import OutsideText

/// How a command shows that a contact of the account is in the user's hands.
struct ContactProofOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            HelpText.of("ContactProofOptions.by"),
            valueName: "id"
        )
    )
    var by: String?

    @Option(help: ArgumentHelp(HelpText.of("ContactProofOptions.proof"), valueName: "proof"))
    var proof: String?

    @Option(help: ArgumentHelp(HelpText.of("ContactProofOptions.codeFile"), valueName: "file"))
    var codeFile: String?
}

extension CommandSession {
    /// Asks at the terminal for contacts and codes; without one, the code comes from a file or the environment.
    func contactQuestions(codeFile: String?) -> ContactQuestions {
        ContactQuestions(terminal, codeFile: codeFile)
    }
}

extension ContactQuestions {
    /// Asks at the terminal; without one, the code comes from a file or the environment.
    ///
    /// `situation` is that of a code that nobody could type: how the command goes on with it. `takesContact` says that the
    /// command has an option for the contact.
    init(
        _ terminal: Terminal,
        codeFile: String?,
        in situation: Failure.Situation? = nil,
        takesContact: Bool = true
    ) {
        let types = Prompt.isAvailable && codeFile == nil && !Secrets.hasContactCode
        self.init(language: terminal.words.language, reusesCode: types) { contacts in
            let failure = Failure(.contactNotChosen, ["n": .number(contacts.count)])
            return try Self.choose(of: contacts, terminal, else: takesContact ? failure : failure.in(.counting))
        } code: { question in
            if let left = question.attemptsLeft {
                guard Prompt.isAvailable, codeFile == nil else {
                    throw Failure(.wrongContactCode, .attemptsLeft(left))
                }
                terminal.say("contacts.wrong", ["left": String(left)])
            }
            let sent = Failure.Detail.codeSent(proof: question.sent.proof, masked: question.sent.masked)
            let secrets = Secrets(prompt: Prompt(words: terminal.words))
            // After a wrong code no new one was sent.
            do {
                let isFirst = question.attemptsLeft == nil
                let before = question.sentBefore.map(terminal.words.timeOfDay)
                return try secrets.contactCode(
                    file: codeFile,
                    sent: isFirst ? ["masked": question.sent.masked] : [:],
                    before: isFirst ? before : nil
                ) {
                    let failure = Failure(question.isProof ? .contactProofSent : .contactCodeSent, sent)
                    return situation.map { failure.in($0) } ?? failure
                }
            } catch let failure as Failure where failure.code == .inputEnded {
                throw Failure(.inputEnded, sent).in(Self.unanswered(question, situation))
            }
        }
    }

    /// How a command goes on whose code was not typed: the code stays valid for a while.
    private static func unanswered(
        _ question: CodeQuestion,
        _ situation: Failure.Situation?
    ) -> Failure.Situation {
        guard question.isProof else { return .codeSent }
        return switch situation {
        case .takingBack: .takingBack
        case .counting: .codeCounts
        default: .codeForProof
        }
    }

    /// Lets the user choose by number.
    private static func choose(
        of contacts: [ListContacts.Contact],
        _ terminal: Terminal,
        else failure: Failure
    ) throws -> ListContacts.Contact {
        guard terminal.canChoose else { throw failure }
        terminal.say("prompt.contact")
        if let chosen = try Prompt(words: terminal.words).choice(of: contacts.map(\.masked)) { return contacts[chosen] }
        throw failure
    }
}
