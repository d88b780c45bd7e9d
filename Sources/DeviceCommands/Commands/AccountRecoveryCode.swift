import ArgumentParser
import DeviceCore

/// The command `sparekey account recovery-code`.
struct AccountRecoveryCode: ParsableCommand {
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

    func run() throws {
        let session = common.session()
        let name = try session.account(name)
        let label = try session.device.accounts.personalListing(named: name).wholeLabel
        guard yes || common.json || Prompt.isAvailable else { throw Failure(.confirmationNeeded) }
        try session.device.evidence.refuseChangeTooEarly(of: name)
        let made = try session.makeRecoveryCode(of: name, yes: yes) {
            let password = try session.secrets.password(file: passwordFile, of: label)
            session.terminal.progress("progress.stretching")
            return password
        }
        guard session.terminal.json else { return session.tell(made) }
        Terminal.printJSON(
            WithSecrets(result: Done(), recoveryCode: made.code.text, removedDevices: made.removedDevices)
        )
    }
}

extension CommandSession {
    /// Makes a recovery code, shows it and has it typed back.
    func makeRecoveryCode(
        of name: String?,
        yes: Bool,
        password: () throws -> Password
    ) throws -> NewRecoveryCode {
        try device.accounts.makeRecoveryCode(of: name, password: password) { code in
            try show(code, yes: yes, insists: true)
        }
    }

    /// Says that a new code is active, and which devices went with the old one.
    func tell(_ made: NewRecoveryCode) {
        terminal.say("recoveryCode.stored")
        tellRemoved(RemovedDevices(with: .recoveryCode, made.removedDevices))
    }

    /// Says which devices went with an old secret, if any did.
    func tellRemoved(_ devices: RemovedDevices) {
        if let text = terminal.words.removedDevices(devices) { Terminal.printError(text + "\n") }
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
