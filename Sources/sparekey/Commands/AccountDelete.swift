import ArgumentParser
import DeviceCore
import Foundation

/// The command `sparekey account delete`.
struct AccountDelete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Delete a personal account, with everything the service holds.",
        discussion: """
            Gone: the account with its devices, contacts, sessions and the key of its backup. It cannot be restored, \
            and nobody can take the user name for 90 days.
            Kept: the accounts of other sites on your devices, and the backup files in your storage. But no device \
            can open those files any more: make a new backup with another account.

            Only the oldest device of the account can do this, or a newer one 30 days after the older ones were \
            removed. You type the user name to confirm it; without a terminal, give --yes.
            """
    )

    @OptionGroup var common: CommonOptions
    @Argument(help: "The account; not needed for the recovery account.", completion: .accounts) var name: String?
    @Flag(name: .shortAndLong, help: "Do not ask for the user name.") var yes = false

    func run() async throws {
        let session = common.session()
        let words = session.terminal.words
        let isDone = try await session.app.deleteAccount(name) { username, keepsBackup in
            if yes { return true }
            session.terminal.say("deleteAccount.text", ["username": username])
            if keepsBackup { session.terminal.say("deleteAccount.backup") }
            guard let typed = Prompt(words: words).line("prompt.deleteAccount", ["username": username]) else {
                throw Failure(.confirmationNeeded)
            }
            guard Array(typed.utf8) == Array(username.utf8) else {
                session.terminal.say("cancelled")
                return false
            }
            return true
        }
        guard isDone else { return }
        session.terminal.result(Done(), text: words.text("deleteAccount.done"))
    }
}

/// The command `sparekey account export`.
struct AccountExport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Save everything the service holds about you, as JSON.",
        discussion: """
            sparekey account export me.json
            sparekey account export -

            The file can be read by you only. It holds your contacts in full, and no secret: no password, key or \
            code. The accounts in the app and the backup are not in it, because the service does not have them.
            """
    )

    @OptionGroup var common: CommonOptions
    @Argument(help: "The file, or - for standard output.", completion: .file()) var file: String
    @Argument(help: "The account; not needed for the recovery account.", completion: .accounts) var name: String?

    func run() async throws {
        let session = common.session()
        let data = try await session.app.exportAccount(name)
        guard file != "-" else { return Terminal.print(String(decoding: data, as: UTF8.self)) }
        try PrivateFile.write(Array(data) + [UInt8(ascii: "\n")], to: file)
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
