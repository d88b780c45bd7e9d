import ArgumentParser
import DeviceCore

/// The command `sparekey account sign-in`.
struct AccountSignIn: ParsableCommand {
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

    func run() throws {
        let session = common.session()
        let address = try session.service(service)
        let (password, start, change) = try trust.trusting(address, session.device) {
            try session.device.accounts.refuseSignIn(of: user, at: address)
            let start = try backup.start(session, for: user, at: address)
            let device = try letter.device(session)
            let (password, change): (Password, AccountChange) = try device.untilRight {
                let password = try session.secrets.password(file: passwordFile, of: user)
                session.terminal.progress("progress.stretching")
                return (password, try device.accounts.signIn(username: user, at: address, password: password))
            }
            return (password, start, change)
        }
        session.tell(change, "account.signedIn")
        let status = try start?.run(for: change.entry, session, password: password)
        if status == nil { session.goOnWithoutStorage() }
    }
}
