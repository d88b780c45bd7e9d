import AccountAPI
import ArgumentParser
import DeviceCore
import Encodings

/// The command `sparekey account letter`.
struct AccountLetter: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "letter",
        abstract: HelpText.of("AccountLetter.abstract"),
        discussion: HelpText.of("AccountLetter.discussion")
    )

    @OptionGroup var common: CommonOptions
    @Argument(help: HelpText.of("AccountLetter.user"), completion: .accounts) var user: String?
    @Option(help: ArgumentHelp(HelpText.of("AccountLetter.service"), valueName: "url"))
    var service: String?

    func run() throws {
        let session = common.session()
        let addressee = try addressee(session)
        let words = session.terminal.words
        let expires = try session.device.accounts.requestLetter(
            for: addressee.username,
            at: addressee.service,
            language: words.language
        )
        let values = [
            "until": words.shortMoment(expires), "command": session.device.accounts.commandTakingLetter(for: addressee),
        ]
        var lines = [words.text("letter.sent", values)]
        // A device without accounts more likely recovers than signs in.
        if session.device.holdsNothing() {
            lines.append(words.text("letter.sent.recovering", ["account": addressee.words]))
        }
        session.terminal.result(Sent(expires: expires), text: lines.joined(separator: "\n"))
    }

    /// Whom the letter is for: the account of this device that is meant, or a user name at a service.
    private func addressee(_ session: CommandSession) throws -> LetterAddressee {
        guard let user else {
            if service != nil { throw ValidationError(session.terminal.words.text("usage.letter")) }
            return try session.device.accounts.letterAddressee(named: try session.account(nil))
        }
        if service == nil, let known = session.device.accounts.knownAddressee(named: user) { return known }
        return LetterAddressee(username: user, service: try session.service(service))
    }

    /// What a script reads: the answer is the same for every user name.
    private struct Sent: Encodable {
        let expires: Instant
    }
}

/// The code of a letter, for commands that sign in.
struct LetterOptions: ParsableArguments {
    @Flag(help: HelpText.of("LetterOptions.letterCode"))
    var letterCode = false

    /// The device, which sends the code with the sign-in where there is one.
    func device(_ session: CommandSession) throws -> Device {
        session.device.typing(try session.secrets.letterCode(asking: letterCode))
    }
}
