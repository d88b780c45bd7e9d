import ArgumentParser
import DeviceCore

/// The command `sparekey account recovery-code`.
struct AccountRecoveryCode: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recovery-code",
        abstract: HelpText.of("AccountRecoveryCode.abstract"),
        discussion: HelpText.of("AccountRecoveryCode.discussion")
    )

    @OptionGroup var common: CommonOptions
    @Argument(help: HelpText.of("AccountRecoveryCode.name"), completion: .accounts) var name: String?
    @Option(help: ArgumentHelp(HelpText.of("AccountRecoveryCode.passwordFile"), valueName: "file"), completion: .file())
    var passwordFile: String?
    @Flag(name: .shortAndLong, help: HelpText.of("AccountRecoveryCode.yes")) var yes = false

    func run() async throws {
        let session = common.session()
        guard yes || common.json || Prompt.isAvailable else { throw Failure(.confirmationNeeded) }
        let name = try await session.account(name)
        try await session.app.refuseChangeTooEarly(of: name)
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
    @Option(
        help: ArgumentHelp(HelpText.of("NewPasswordOptions.newPasswordFile"), valueName: "file"),
        completion: .file()
    )
    var newPasswordFile: String?
    @OptionGroup var generate: GenerateOption
    @Flag(name: .shortAndLong, help: HelpText.of("NewPasswordOptions.yes")) var yes = false

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
