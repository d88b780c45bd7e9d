import ArgumentParser
import DeviceCore
import Encodings

/// The command `sparekey backup`.
struct BackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: HelpText.of("BackupCommand.abstract"),
        discussion: HelpText.of("BackupCommand.discussion"),
        subcommands: [
            BackupOn.self, BackupNow.self, BackupStatusCommand.self, BackupVersions.self, BackupVerify.self,
            BackupRestore.self, BackupNewKey.self, BackupWatchCommand.self,
            BackupPause.self, BackupResume.self, BackupDelete.self,
        ]
    )
}

/// The command `sparekey backup on`.
struct BackupOn: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "on",
        abstract: HelpText.of("BackupOn.abstract"),
        discussion: HelpText.of("BackupOn.discussion", ["storage": StorageHelp.text])
    )

    @OptionGroup var common: CommonOptions

    @Option(help: ArgumentHelp(HelpText.of("BackupOn.storage"), valueName: "location"))
    var storage: String?

    @OptionGroup var storageSecret: StorageSecretOptions

    @Option(help: HelpText.of("BackupOn.account"), completion: .accounts)
    var account: String?

    @Option(help: ArgumentHelp(HelpText.of("BackupOn.passwordFile"), valueName: "file"), completion: .file())
    var passwordFile: String?

    @Option(
        help: ArgumentHelp(
            HelpText.of("BackupOn.existing"),
            valueName: "choice"
        )
    )
    var existing: ExistingBackup?

    @Flag(help: HelpText.of("BackupOn.create")) var create = false

    func run() throws {
        let session = try common.session().forBackup()
        let account = try session.keepingAccount(account)
        let keeper = try session.device.backups.keeperListing(named: account)
        guard try session.agreesToMoveKey(to: keeper.wholeLabel, keeper.id) else { return }
        let place = try session.storage(storage, proposing: session.device.backups.proposedStorage())
        let start = BackupStart(
            storage: place,
            storagePassword: try session.secrets.storagePassword(for: place, storageSecret),
            account: account,
            existing: existing,
            makesFolder: create
        )
        let status = try start.run(session) {
            let password = try session.secrets.recoveryPassword(file: passwordFile, of: keeper.wholeLabel)
            session.terminal.progress("progress.stretching")
            return password
        }
        session.terminal.result(status, text: BackupStart.text(status, session.terminal.words))
        session.tellUnconfirmed()
        session.warn(of: keeper.id)
        session.warnOfSecondFactor()
    }
}

/// The command `sparekey backup now`.
struct BackupNow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "now",
        abstract: HelpText.of("BackupNow.abstract")
    )

    @OptionGroup var common: CommonOptions

    @Flag(help: HelpText.of("BackupNow.allowFewer"))
    var allowFewer = false

    func run() throws {
        let session = common.session()
        session.terminal.progress("progress.backingUp")
        let status = try session.device.backups.backUpNow(allowsFewer: allowFewer)
        let done = session.terminal.words.text("backup.done", ["n": String(status.entries ?? 0)])
        session.terminal.result(status, text: done)
        session.tellPassedOver(status)
    }
}

/// The command `sparekey backup status`.
struct BackupStatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: HelpText.of("BackupStatusCommand.abstract"),
        discussion: HelpText.of("BackupStatusCommand.discussion")
    )

    @OptionGroup var common: CommonOptions

    func run() throws {
        let session = common.session()
        session.backUp(afterChange: false)
        session.saysItselfOfBackup()
        let status = try session.device.backups.status()
        session.terminal.result(status, text: text(status, session.terminal.words))
        if let trouble = status.trouble {
            session.hasSaid(trouble)
            throw ExitCode(trouble.code.exitStatus)
        }
    }

    private func text(_ status: BackupStatus, _ words: DeviceCore.Catalogue) -> String {
        guard let location = status.location else { return words.backupOff(status) }
        var lines = [words.trouble(of: status) ?? words.text("backup.status.\(status.state)", ["location": location])]
        if let checked = status.lastVerified, let generation = status.generation {
            let values = [
                "time": words.moment(checked), "n": String(status.entries ?? 0), "generation": String(generation),
            ]
            lines.append(words.text("backup.status.checked", values))
        } else {
            lines.append(words.text("backup.status.never"))
        }
        if let notice = status.notice() {
            lines.append(words.text(notice, isTold: status.trouble.map { notice.isOf([$0.code]) } ?? false))
        }
        return lines.joined(separator: "\n")
    }
}

/// The command `sparekey backup verify`.
struct BackupVerify: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: HelpText.of("BackupVerify.abstract")
    )

    @OptionGroup var common: CommonOptions

    func run() throws {
        let session = common.session()
        let status = try session.device.backups.verify()
        let values = ["generation": String(status.generation ?? 0), "n": String(status.entries ?? 0)]
        session.terminal.result(status, text: session.terminal.words.text("backup.verified", values))
        session.tellPassedOver(status)
    }
}

/// The command `sparekey backup delete`.
struct BackupDelete: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: HelpText.of("BackupDelete.abstract"),
        discussion: HelpText.of("BackupDelete.discussion")
    )

    @OptionGroup var common: CommonOptions
    @Flag(name: .shortAndLong, help: HelpText.of("BackupDelete.yes")) var yes = false

    func run() throws {
        let session = try common.session().forBackup()
        _ = try session.device.backups.keeper()
        guard try session.confirm("backup.delete.ask", yes: yes) else { return }
        let until = try session.device.backups.delete()
        let words = session.terminal.words
        session.terminal.result(
            ["restorableUntil": until.seconds],
            text: words.text("backup.delete.done", ["until": words.moment(until)])
        )
    }
}

extension CommandSession {
    /// Says that a newer backup was passed over.
    func tellPassedOver(_ status: BackupStatus) {
        guard let number = status.passedOver, !terminal.json else { return }
        terminal.say("backup.passedOver", ["number": String(number)])
    }
}

extension ExistingBackup: ExpressibleByArgument {}
