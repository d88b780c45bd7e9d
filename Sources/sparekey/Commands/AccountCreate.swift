import ArgumentParser
import DeviceCore

/// The command `sparekey account create`.
struct AccountCreate: AsyncParsableCommand {
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

    func run() async throws {
        let session = common.session()
        let address = try await session.service(service)
        let (password, start, change) = try await trust.trusting(address, session.app) {
            try await session.app.refuseNewAccount(named: user, at: address)
            let start = try await backup.start(session, for: user, at: address)
            let password = try session.newPassword(username: user, file: passwordFile, generate)
            session.terminal.progress("progress.creating")
            let change = try await session.app.createAccount(username: user, at: address, password: password.value)
            return (password, start, change)
        }
        session.terminal.result(
            WithSecrets(result: change.entry, password: password.generated),
            text: session.terminal.words.text("account.created")
        )
        session.tellClock(change.clockOffset)
        let status = try await start?.run(for: change.entry, session, password: password.value)
        if status == nil { await session.goOnWithoutStorage() }
    }
}
