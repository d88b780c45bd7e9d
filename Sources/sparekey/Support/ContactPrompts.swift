import AccountAPI
import ArgumentParser
import DeviceCore
import Foundation
import OutsideText

/// How a command shows that a contact of the account is in the user's hands.
struct ContactProofOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The contact that a code is sent to where one is needed; asked for where there are several.",
            valueName: "id"
        )
    )
    var by: String?

    @Option(help: ArgumentHelp("A proof whose code was typed with: account contacts verify", valueName: "proof"))
    var proof: String?

    @Option(help: ArgumentHelp("A file that holds the code (or SPAREKEY_CONTACT_CODE).", valueName: "file"))
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
    /// `situation` is that of a code that nobody could type: how the command goes on with it.
    init(_ terminal: Terminal, codeFile: String?, in situation: Failure.Situation? = nil) {
        self.init(language: terminal.words.language) { contacts in
            try Self.choose(of: contacts, terminal)
        } code: { question in
            if let left = question.attemptsLeft {
                guard Prompt.isAvailable, codeFile == nil else {
                    throw Failure(.wrongContactCode, ["left": String(left)])
                }
                terminal.say("contacts.wrong", ["left": String(left)])
            }
            let values = ["masked": question.sent.masked, "proof": question.sent.proof.rawValue]
            return try Secrets(prompt: Prompt(words: terminal.words)).contactCode(file: codeFile, sent: values) {
                let failure = Failure(question.isProof ? .contactProofSent : .contactCodeSent, values)
                return situation.map { failure.in($0) } ?? failure
            }
        }
    }

    /// Lets the user choose by number.
    private static func choose(of contacts: [ListContacts.Contact], _ terminal: Terminal) throws -> ListContacts.Contact
    {
        guard Prompt.isAvailable else {
            throw Failure(.contactNotChosen, ["n": String(contacts.count)])
        }
        for (index, contact) in contacts.enumerated() {
            Terminal.printError("\(index + 1)  \(contact.masked)\n")
        }
        let prompt = Prompt(words: terminal.words)
        for _ in 0..<3 {
            let answer = prompt.line("prompt.contact", ["n": String(contacts.count)]) ?? ""
            let number = answer.trimmed().number(Int.self) ?? 0
            if contacts.indices.contains(number - 1) { return contacts[number - 1] }
        }
        throw Failure(.contactNotChosen, ["n": String(contacts.count)])
    }
}
