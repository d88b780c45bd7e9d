import ArgumentParser
import DeviceCore
import Foundation

/// The command `sparekey backup`.
struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Back the accounts up into storage that you own.",
        discussion: """
            Turning it on needs two accounts: a personal recovery account, whose sign-in releases the key, and a \
            storage, which holds the sealed snapshots. From then on every change is backed up by itself.

              sparekey backup on --storage folder:/media/stick/backup
              sparekey backup on --storage webdavs://me@cloud.example.org/path
              sparekey backup status
              sparekey backup verify
            """,
        subcommands: [
            BackupOn.self, BackupNow.self, BackupStatusCommand.self, BackupVersions.self, BackupVerify.self,
            BackupRestore.self, BackupNewKey.self, BackupWatchCommand.self,
            BackupPause.self, BackupResume.self, BackupDelete.self,
        ]
    )
}

/// The command `sparekey backup on`.
struct BackupOn: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "on",
        abstract: "Turn automatic backup on.",
        discussion: """
            sparekey backup on --storage folder:/media/stick/backup

            Asks for the password of the recovery account, which seals the key of the backup.

            \(StorageHelp.text)
            """
    )

    @OptionGroup var common: CommonOptions

    @Option(help: ArgumentHelp("Where snapshots go; see above.", valueName: "location"))
    var storage: String?

    @OptionGroup var storageSecret: StorageSecretOptions

    @Option(help: "The recovery account, where there are several personal accounts.", completion: .accounts)
    var account: String?

    @Option(help: ArgumentHelp("A file that holds its password.", valueName: "file"), completion: .file())
    var passwordFile: String?

    @Option(
        help: ArgumentHelp(
            "What to do with a backup that the recovery account has already: recover, keep-both or replace.",
            valueName: "choice"
        )
    )
    var existing: ExistingBackup?

    @Flag(help: "Make the storage's folder where it is missing.") var create = false

    func run() async throws {
        let session = common.session()
        let storagePassword = try session.secrets.storagePassword(for: storage, storageSecret)
        var typed: Password?
        var makesFolder = create
        func turnOn(_ choice: ExistingBackup?) async throws -> BackupStatus {
            try await session.app.turnBackupOn(
                storage: storage,
                storagePassword: storagePassword,
                account: account,
                existing: choice,
                makingFolder: makesFolder
            ) {
                let password =
                    try typed ?? session.secrets.password(file: passwordFile, asking: "prompt.recoveryPassword")
                typed = password
                session.terminal.progress("progress.stretching")
                return password
            }
        }
        let status: BackupStatus
        do {
            do {
                status = try await turnOn(existing)
            } catch let failure as Failure where failure.code == .noStorageFolder && !create {
                guard !common.json,
                    session.secrets.prompt.confirm("storage.create.ask", failure.values) == true
                else { throw failure.in(.canBeMade) }
                makesFolder = true
                status = try await turnOn(existing)
            }
        } catch let failure as Failure where failure.code == .backupExists && !common.json {
            let question = failure.values["n"] == nil ? "backup.exists.ask.elsewhere" : "backup.exists.ask"
            let values = session.terminal.words.shown(failure.values)
            let answer = session.secrets.prompt.line(question, values)?.lowercased().prefix(1)
            guard let choice = ["r": .recover, "k": .keepBoth, "p": ExistingBackup.replace][answer ?? ""] else {
                throw failure
            }
            status = try await turnOn(choice)
        }
        let words = session.terminal.words
        let done = words.text("backup.done", ["n": String(status.entries ?? 0)])
        session.terminal.result(status, text: done + "\n" + words.text("backup.on"))
        await session.warn(of: account)
        await session.warnOfSecondFactor()
    }
}

/// The command `sparekey backup now`.
struct BackupNow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "now",
        abstract: "Back up now, and read the snapshot back."
    )

    @OptionGroup var common: CommonOptions

    @Flag(help: "Agree that the backup holds fewer accounts than the last one.")
    var allowFewer = false

    func run() async throws {
        let session = common.session()
        session.terminal.progress("progress.backingUp")
        let status = try await session.app.backUpNow(allowsFewer: allowFewer)
        let done = session.terminal.words.text("backup.done", ["n": String(status.entries ?? 0)])
        session.terminal.result(status, text: done)
        session.tellPassedOver(status)
    }
}

/// The command `sparekey backup status`.
struct BackupStatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show when the backup was last read back and opened, and what waits.",
        discussion: "--json gives state, location, generation, entries, lastVerified, pending and problem."
    )

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let session = common.session()
        await session.backUp(afterChange: false)
        session.saysItselfOfBackup()
        let status = try await session.app.backupStatus()
        session.terminal.result(status, text: text(status, session.terminal.words))
    }

    private func text(_ status: BackupStatus, _ words: DeviceCore.Catalogue) -> String {
        guard let location = status.location else { return words.text("backup.status.off") }
        var lines = [words.text("backup.status.\(status.state)", ["location": location])]
        if let checked = status.lastVerified, let generation = status.generation {
            let values = [
                "time": words.moment(checked), "n": String(status.entries ?? 0), "generation": String(generation),
            ]
            lines.append(words.text("backup.status.checked", values))
        } else {
            lines.append(words.text("backup.status.never"))
        }
        if let notice = status.notice() { lines.append(words.text(notice)) }
        return lines.joined(separator: "\n")
    }
}

/// The command `sparekey backup verify`.
struct BackupVerify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Fetch the newest snapshot, open it and compare it with the accounts here."
    )

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let session = common.session()
        let status = try await session.app.verifyBackup()
        let values = ["generation": String(status.generation ?? 0), "n": String(status.entries ?? 0)]
        session.terminal.result(status, text: session.terminal.words.text("backup.verified", values))
        session.tellPassedOver(status)
    }
}

/// The command `sparekey backup delete`.
struct BackupDelete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Delete the backup; it can be brought back for 30 days.",
        discussion: """
            The account service gives the key out no more, so that no snapshot in the storage opens. The accounts on \
            this device stay. To bring the backup back, turn it on again with the same storage.
            """
    )

    @OptionGroup var common: CommonOptions
    @Flag(name: .shortAndLong, help: "Do not ask.") var yes = false

    func run() async throws {
        let session = common.session()
        guard try session.confirm("backup.delete.ask", yes: yes) else { return }
        let until = try await session.app.deleteBackup()
        let words = session.terminal.words
        session.terminal.result(
            ["restorableUntil": Int(until.timeIntervalSince1970)],
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
