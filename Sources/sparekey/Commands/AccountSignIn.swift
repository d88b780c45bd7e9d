import ArgumentParser
import DeviceCore

/// The command `sparekey account sign-in`.
struct AccountSignIn: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign-in",
        abstract: HelpText.of("AccountSignIn.abstract"),
        discussion: HelpText.of("AccountSignIn.discussion")
    )

    @OptionGroup var common: CommonOptions
    @Argument(help: HelpText.of("AccountSignIn.user")) var user: String
    @Option(help: ArgumentHelp(HelpText.of("AccountSignIn.service"), valueName: "url"))
    var service: String?
    @OptionGroup var backup: BackupStartOptions
    @Option(help: ArgumentHelp(HelpText.of("AccountSignIn.passwordFile"), valueName: "file"), completion: .file())
    var passwordFile: String?
    @OptionGroup var letter: LetterOptions
    @OptionGroup var trust: ServiceTrustOption

    func run() async throws {
        let session = common.session()
        let address = try session.service(service)
        let (password, start, change) = try await trust.trusting(address, session.app) {
            try await session.app.refuseSignIn(of: user, at: address)
            let start = try await backup.start(session, for: user, at: address)
            let app = try letter.app(session)
            let (password, change): (Password, AccountChange) = try await app.untilRight {
                let password = try session.secrets.password(file: passwordFile, of: user)
                session.terminal.progress("progress.stretching")
                return (password, try await app.signIn(username: user, at: address, password: password))
            }
            return (password, start, change)
        }
        await session.tell(change, "account.signedIn")
        let status = try await start?.run(for: change.entry, session, password: password)
        if status == nil { await session.goOnWithoutStorage() }
    }
}
