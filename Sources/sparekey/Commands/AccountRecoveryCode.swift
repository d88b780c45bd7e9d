import ArgumentParser
import DeviceCore

/// The command `sparekey account recovery-code`.
struct AccountRecoveryCode: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recovery-code",
        abstract: "Make a recovery code to write on paper: it takes the place of a forgotten password.",
        discussion: """
            The code is shown once. It opens the backup only together with the storage, as the password does, and the \
            service never sees it. It works once: signing in with it asks for a new password and gives a new code. An \
            earlier code no longer works then.
            """
    )

    @OptionGroup var common: CommonOptions
    @Argument(help: "The account; not needed for the recovery account.", completion: .accounts) var name: String?
    @Option(help: ArgumentHelp("A file that holds the password.", valueName: "file"), completion: .file())
    var passwordFile: String?
    @Flag(name: .shortAndLong, help: "Do not ask to type the code back.") var yes = false

    func run() async throws {
        let session = common.session()
        guard yes || common.json || Prompt.isAvailable else { throw Failure(.confirmationNeeded) }
        let code = try await session.app.makeRecoveryCode(of: name) {
            let password = try session.secrets.password(file: passwordFile, asking: "prompt.recoveryPassword")
            session.terminal.progress("progress.stretching")
            return password
        } confirm: { code in
            try session.show(code, yes: yes, insists: true)
        }
        guard !session.terminal.json else {
            Terminal.printJSON(["recoveryCode": code.text])
            return
        }
        session.terminal.say("recoveryCode.stored")
    }
}

/// What sets a new password.
struct NewPasswordOptions: ParsableArguments {
    @Option(help: ArgumentHelp("A file that holds the new password.", valueName: "file"), completion: .file())
    var newPasswordFile: String?
    @OptionGroup var generate: GenerateOption
    @Flag(name: .shortAndLong, help: "Do not ask to type a new recovery code back.") var yes = false

    /// The new password.
    func password(username: String, _ session: CommandSession) throws -> NewSecret<Password> {
        try session.newPassword(
            username: username,
            file: newPasswordFile,
            variable: "SPAREKEY_NEW_PASSWORD",
            generate
        )
    }
}
