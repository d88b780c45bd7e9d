import ArgumentParser
import DeviceCore
import Sodium

/// Turning the backup on, with the questions that come up on the way.
struct BackupStart {
    let storage: String?
    let storagePassword: SecretBytes?
    let account: String?
    var existing: ExistingBackup?
    var makesFolder = false

    /// Turns it on; asks whether to make a missing folder, and what to do with a backup that the account has already.
    func run(_ session: CommandSession, password: () throws -> Password) async throws -> BackupStatus {
        let json = session.terminal.json
        var start = self
        do {
            do {
                return try await start.turnOn(session, password)
            } catch let failure as Failure where failure.code == .noStorageFolder && !makesFolder {
                guard !json, try session.secrets.prompt.confirm("storage.create.ask", failure.values) == true else {
                    throw failure.in(.canBeMade)
                }
                start.makesFolder = true
                return try await start.turnOn(session, password)
            }
        } catch let failure as Failure where failure.code == .backupExists && !json {
            // Without a terminal, and where nothing is to be done, the failure says what there is to choose from.
            guard let choice = try Self.choice(failure, session) ?? nil else { throw failure }
            start.existing = choice
            return try await start.turnOn(session, password)
        }
    }

    /// Asks what to do with a backup that the account has already; nil inside for none of it.
    private static func choice(_ failure: Failure, _ session: CommandSession) throws -> ExistingBackup?? {
        let isElsewhere = failure.values["n"] == nil
        let recover: [(letter: String, choice: ExistingBackup?)] = isElsewhere ? [] : [("r", .recover)]
        return try session.secrets.prompt.choice(
            isElsewhere ? "backup.exists.ask.elsewhere" : "backup.exists.ask",
            session.terminal.words.shown(failure.values),
            byLetter: recover + [
                ("k", .keepBoth), ("p", .replace), (session.terminal.words.text("answer.cancel"), nil),
            ]
        )
    }

    /// What is printed once it is on.
    static func text(_ status: BackupStatus, _ words: DeviceCore.Catalogue) -> String {
        words.text("backup.done", ["n": String(status.entries ?? 0)]) + "\n" + words.text("backup.on")
    }

    private func turnOn(_ session: CommandSession, _ password: () throws -> Password) async throws -> BackupStatus {
        try await session.app.turnBackupOn(
            storage: storage,
            storagePassword: storagePassword,
            account: account,
            existing: existing,
            makingFolder: makesFolder,
            password: password
        )
    }
}

/// Where a command that knows the password of an account turns its backup on as well.
struct BackupStartOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            HelpText.of("BackupStartOptions.storage"),
            discussion: HelpText.of("BackupStartOptions.storage.discussion"),
            valueName: "location"
        )
    )
    var storage: String?
    @OptionGroup var storageSecret: StorageSecretOptions
    @Flag(help: HelpText.of("BackupStartOptions.create")) var create = false

    /// The password of the storage, asked for before the account's own, so that the questions come first.
    func storagePassword(_ session: CommandSession) throws -> SecretBytes? {
        try storage.flatMap { try session.secrets.storagePassword(for: CommandSession.location($0), storageSecret) }
    }

    /// Turns backup on where that is asked for; nil where it is not.
    func run(
        for entry: EntryListing,
        _ storagePassword: SecretBytes?,
        _ session: CommandSession,
        password: Password
    ) async throws -> BackupStatus? {
        guard let storage else { return nil }
        let start = BackupStart(
            storage: CommandSession.location(storage),
            storagePassword: storagePassword,
            account: entry.id,
            makesFolder: create
        )
        let status = try await start.run(session) { password }
        if !session.terminal.json { Terminal.print(BackupStart.text(status, session.terminal.words)) }
        await session.warn(of: entry.id)
        await session.warnOfSecondFactor()
        return status
    }
}
