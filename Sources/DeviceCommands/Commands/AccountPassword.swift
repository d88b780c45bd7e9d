import ArgumentParser
import DeviceCore

/// The command `sparekey account password`.
struct AccountPassword: ParsableCommand {
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

    func run() throws {
        let session = common.session()
        let name = try session.account(name)
        let label = try session.device.accounts.personalListing(named: name).wholeLabel
        var chosen: NewSecret<Password>?
        let reset: NewRecoveryCode?
        let removed: RemovedDevices
        func newPassword(_ username: String) throws -> Password {
            let password = try new.password(username: username, session)
            chosen = password
            return password.value
        }
        func confirm(_ code: RecoveryCode) throws -> Bool {
            try session.showIfMade(chosen)
            return try session.show(code, yes: new.yes, insists: false, unanswered: .newPasswordAndCode)
        }
        let needsNew = (try? session.device.accounts.status(of: name))?.needsNewPassword == true
        try session.device.evidence.refuseChangeTooEarly(of: name, withPaper: recoveryCode || needsNew)
        if recoveryCode || needsNew {
            do {
                reset =
                    if recoveryCode {
                        try session.device.untilRight {
                            try session.device.accounts.resetPassword(
                                of: name,
                                with: session.secrets.recoveryCode(of: label),
                                newPassword: newPassword,
                                confirm: confirm
                            )
                        }
                    } else {
                        try session.device.accounts.finishRecovery(of: name, newPassword: newPassword, confirm: confirm)
                    }
            } catch {
                session.keep(chosen?.generated, besides: error, Done())
                throw error
            }
            removed = RemovedDevices(with: .both, reset?.removedDevices ?? [])
        } else {
            reset = nil
            let names = try session.device.untilRight {
                let old = try session.secrets.password(file: passwordFile, of: label)
                return try session.device.accounts.changePassword(of: name, from: old, to: newPassword) {
                    try session.showIfMade(chosen)
                }
            }
            removed = RemovedDevices(with: .password, names)
        }
        let words = session.terminal.words
        session.terminal.result(
            WithSecrets(
                result: Done(),
                password: chosen?.generated,
                recoveryCode: reset?.code.text,
                removedDevices: removed.names
            ),
            text: [
                words.text("account.passwordChanged"), reset.map { _ in words.text("recoveryCode.stored") },
                words.removedDevices(removed),
            ].compactMap(\.self).joined(separator: "\n")
        )
        session.backUp(afterChange: true)
    }
}
