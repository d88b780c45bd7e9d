import ArgumentParser
import DeviceCore
import OutsideText

/// The command `sparekey account delete`.
struct AccountDelete: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: HelpText.of("AccountDelete.abstract"),
        discussion: HelpText.of("AccountDelete.discussion")
    )

    @OptionGroup var common: CommonOptions
    @Argument(help: HelpText.of("AccountDelete.name"), completion: .accounts) var name: String?
    @Option(help: ArgumentHelp(HelpText.of("AccountDelete.passwordFile"), valueName: "file"), completion: .file())
    var passwordFile: String?
    @Flag(name: .shortAndLong, help: HelpText.of("AccountDelete.yes")) var yes = false

    func run() throws {
        let session = common.session()
        let name = try session.account(name)
        let words = session.terminal.words
        let isDone = try session.device.accounts.delete(name) { username, label, keepsBackup in
            if yes { return true }
            session.terminal.say("deleteAccount.text", ["label": label])
            if keepsBackup { session.terminal.say("deleteAccount.backup") }
            let prompt = session.secrets.prompt
            guard let typed = try prompt.line("prompt.deleteAccount", ["username": username], isNeeded: false) else {
                throw Failure(.confirmationNeeded)
            }
            guard UserNameRule.isSame(typed, username) else {
                session.terminal.say("cancelled")
                return false
            }
            return true
        } password: { username in
            try session.secrets.password(file: passwordFile, asking: "prompt.evidencePassword", ["username": username])
        }
        guard isDone else { return }
        session.terminal.result(Done(), text: words.text("deleteAccount.done"))
    }
}

/// The command `sparekey account export`.
struct AccountExport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: HelpText.of("AccountExport.abstract"),
        discussion: HelpText.of("AccountExport.discussion")
    )

    @OptionGroup var common: CommonOptions
    @Argument(help: HelpText.of("AccountExport.file"), completion: .file()) var file: String
    @Argument(help: HelpText.of("AccountExport.name"), completion: .accounts) var name: String?
    @Flag(help: HelpText.of("AccountExport.force")) var force = false

    func run() throws {
        let session = common.session()
        let name = try session.account(name)
        if file != "-" { try PrivateFile.refuseExisting(file, force: force) }
        let data = try session.device.accounts.export(name)
        guard file != "-" else { return Terminal.print(String(decoding: data, as: UTF8.self)) }
        try PrivateFile.write(Array(data) + [UInt8(ascii: "\n")], to: file, force: force)
        session.terminal.result(
            Written(file: file),
            text: session.terminal.words.text("exportAccount.done", ["path": file])
        )
    }

    /// What `--json` prints.
    private struct Written: Encodable {
        let file: String
    }
}
