import ArgumentParser
import DeviceCore

/// The command `sparekey account password`.
struct AccountPassword: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "password",
        abstract: HelpText.of("AccountPassword.abstract"),
        discussion: HelpText.of("AccountPassword.discussion")
    )

    @OptionGroup var common: CommonOptions
    @Argument(help: HelpText.of("AccountPassword.name"), completion: .accounts) var name: String?
    @Option(help: ArgumentHelp(HelpText.of("AccountPassword.passwordFile"), valueName: "file"), completion: .file())
    var passwordFile: String?
    @OptionGroup var new: NewPasswordOptions
    @Flag(help: HelpText.of("AccountPassword.recoveryCode")) var recoveryCode = false

    func run() async throws {
        let session = common.session()
        let name = try await session.account(name)
        let label = try await session.app.personalListing(named: name).label
        var generated: String?
        var code: RecoveryCode?
        func newPassword(_ username: String) throws -> Password {
            let chosen = try new.password(username: username, session)
            generated = chosen.generated
            return chosen.value
        }
        func confirm(_ code: RecoveryCode) throws -> Bool {
            try session.show(code, yes: new.yes, insists: false, unanswered: .newPasswordAndCode)
        }
        let needsNew = (try? await session.app.accountStatus(of: name))?.needsNewPassword == true
        try await session.app.refuseChangeTooEarly(of: name, withPaper: recoveryCode || needsNew)
        if recoveryCode || needsNew {
            let paper = try recoveryCode ? session.secrets.recoveryCode(of: label) : nil
            do {
                code =
                    if let paper {
                        try await session.app.resetPassword(
                            of: name,
                            with: paper,
                            newPassword: newPassword,
                            confirm: confirm
                        )
                    } else {
                        try await session.app.finishRecovery(of: name, newPassword: newPassword, confirm: confirm)
                    }
            } catch {
                session.keep(generated, besides: error, Done())
                throw error
            }
        } else {
            let old = try session.secrets.password(file: passwordFile, of: label)
            try await session.app.changePassword(of: name, from: old, to: newPassword)
        }
        session.terminal.result(
            WithSecrets(result: Done(), password: generated, recoveryCode: code?.text),
            text: session.terminal.words.text("account.passwordChanged")
        )
        await session.backUp(afterChange: true)
    }
}
