import AccountAPI
import ArgumentParser
import DeviceCore
import Encodings

/// The command `sparekey account letter`.
struct AccountLetter: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "letter",
        abstract: HelpText.of("AccountLetter.abstract"),
        discussion: HelpText.of("AccountLetter.discussion")
    )

    @OptionGroup var common: CommonOptions
    @Argument(help: HelpText.of("AccountLetter.user")) var user: String
    @Option(help: ArgumentHelp(HelpText.of("AccountLetter.service"), valueName: "url"))
    var service: String?

    func run() async throws {
        let session = common.session()
        let expires = try await session.app.requestLetter(for: user, at: try session.service(service))
        let words = session.terminal.words
        session.terminal.result(
            Sent(expires: expires),
            text: words.text("letter.sent", ["until": words.shortMoment(expires)])
        )
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

    /// The app, which sends the code with the sign-in where there is one.
    func app(_ session: CommandSession) throws -> DeviceApp {
        session.app.typing(try session.secrets.letterCode(asking: letterCode))
    }
}
