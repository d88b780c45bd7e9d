import ArgumentParser
import DeviceCore

/// The command `sparekey account create`.
struct AccountCreate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: HelpText.of("AccountCreate.abstract"),
        discussion: HelpText.of("AccountCreate.discussion")
    )

    @OptionGroup var common: CommonOptions
    @Argument(help: HelpText.of("AccountCreate.user")) var user: String
    @Option(help: ArgumentHelp(HelpText.of("AccountCreate.service"), valueName: "url"))
    var service: String?
    @OptionGroup var backup: BackupStartOptions
    @Option(help: ArgumentHelp(HelpText.of("AccountCreate.passwordFile"), valueName: "file"), completion: .file())
    var passwordFile: String?
    @OptionGroup var generate: GenerateOption
    @OptionGroup var trust: ServiceTrustOption

    func run() throws {
        let session = common.session()
        let address = try session.service(service)
        let (password, start, change) = try trust.trusting(address, session.device) {
            try session.device.accounts.refuseNewAccount(named: user, at: address)
            let start = try backup.start(session, for: user, at: address)
            let password = try session.newPassword(username: user, file: passwordFile, generate)
            session.terminal.progress("progress.creating")
            let change = try create(at: address, password, session)
            return (password, start, change)
        }
        session.terminal.result(
            WithSecrets(result: change.entry, password: password.generated),
            text: session.terminal.words.text("account.created")
        )
        session.tellClock(change.clockOffset)
        let status = try start?.run(for: change.entry, session, password: password.value)
        if status == nil { session.goOnWithoutStorage() }
        let contact = Diagnosis.Warning(withoutContact: change.entry)
        if !session.terminal.json { Terminal.printError(session.terminal.words.text(contact) + "\n") }
    }

    /// Creates the account; where its name is taken, asks for another one and keeps the password.
    private func create(
        at address: ServiceAddress,
        _ password: NewSecret<Password>,
        _ session: CommandSession
    ) throws -> AccountChange {
        var name = user
        while true {
            do {
                return try session.device.accounts.create(username: name, at: address, password: password.value) {
                    try session.showIfMade(password)
                }
            } catch {
                let failure = Failure(explaining: error)
                guard failure.code == .usernameTaken, session.terminal.canChoose else { throw error }
                let taken = session.terminal.words.words(for: failure).message
                guard let other = try session.otherName(after: taken, for: password.value) else { throw error }
                name = other
            }
        }
    }
}
