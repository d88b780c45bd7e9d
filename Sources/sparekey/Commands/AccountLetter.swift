import AccountAPI
import ArgumentParser
import DeviceCore
import Foundation

/// The command `sparekey account letter`.
struct AccountLetter: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "letter",
        abstract: "Have a message with a code sent to the contacts of an account, to sign in after too many tries.",
        discussion: """
            sparekey account letter me --service https://accounts.example.org

            The code is valid for a day and opens five tries, even if others use up the tries of the account. Type it \
            with --letter-code, beside the password. Three messages are sent a day; older codes stay valid.
            """
    )

    @OptionGroup var common: CommonOptions
    @Argument(help: "The user name.") var user: String
    @Option(help: ArgumentHelp("The account service.", valueName: "url")) var service: String

    func run() async throws {
        let session = common.session()
        let expires = try await session.app.requestLetter(for: user, at: try ServiceAddress(service))
        let words = session.terminal.words
        session.terminal.result(
            Sent(expires: expires),
            text: words.text("letter.sent", ["until": words.shortMoment(expires)])
        )
    }

    /// What a script reads: the answer is the same for every user name.
    private struct Sent: Encodable {
        let expires: Date
    }
}

/// The code of a letter, for commands that sign in.
struct LetterOptions: ParsableArguments {
    @Flag(help: "Also type the code of a message sent with: account letter (or SPAREKEY_LETTER_CODE).")
    var letterCode = false

    /// The app, which sends the code with the sign-in where there is one.
    func app(_ session: CommandSession) throws -> DeviceApp {
        session.app.typing(try session.secrets.letterCode(asking: letterCode))
    }
}
