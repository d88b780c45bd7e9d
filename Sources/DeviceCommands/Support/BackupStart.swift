import ArgumentParser
import DeviceCore
import Primitives

/// Turning the backup on, with the questions that come up on the way.
struct BackupStart {
    let storage: String?
    var storagePassword: SecretBytes?
    var account: String?
    var existing: ExistingBackup?
    var makesFolder = false

    /// Turns it on; asks whether to make a missing folder, and what to do with a backup that the account has already.
    ///
    /// Once the password was right it is not asked for again.
    func run(_ session: CommandSession, password ask: () throws -> Password) throws -> BackupStatus {
        var start = self
        var latest: Password?
        var known: Password?
        func password() throws -> Password {
            let given = try known ?? ask()
            latest = given
            return given
        }
        do {
            do {
                return try start.turnOn(session, password)
            } catch let failure as Failure where failure.code == .noStorageFolder && !makesFolder {
                try start.agreeToMake(failure, session)
                return try start.turnOn(session, password)
            }
        } catch let failure as Failure where failure.code == .backupExists && session.terminal.canChoose {
            // Where nothing is to be done, as without a terminal, the failure says what there is to choose from.
            guard let choice = try Self.choice(failure, session) ?? nil else { throw failure }
            start.existing = choice
            known = latest
            return try start.turnOn(session, password)
        }
    }

    /// Turns it on for an account that this command has just made or signed in to.
    func run(for entry: EntryListing, _ session: CommandSession, password: Password) throws -> BackupStatus {
        var start = self
        start.account = entry.id
        let status = try start.run(session) { password }
        if !session.terminal.json { Terminal.print(Self.text(status, session.terminal.words)) }
        session.tellUnconfirmed()
        session.warn(of: entry.id)
        session.warnOfSecondFactor()
        return status
    }

    /// Asks whether to make a folder that is not there.
    fileprivate mutating func agreeToMake(_ missing: Failure, _ session: CommandSession) throws {
        guard session.terminal.canChoose,
            try session.secrets.prompt.confirm("storage.create.ask", session.terminal.words.values(of: missing)) == true
        else {
            throw missing.in(.canBeMade)
        }
        makesFolder = true
    }

    /// Says that the account has no backup, so that a new one begins; where someone can choose, only if they agree.
    private static func agreeToStart(_ none: Failure, _ session: CommandSession) throws {
        let values = session.terminal.words.values(of: none)
        guard session.terminal.canChoose else {
            if !session.terminal.json { session.terminal.announce("backup.startsNew", values) }
            return
        }
        guard try session.secrets.prompt.confirm("backup.startsNew.ask", values) == true else { throw none }
    }

    /// Asks what to do with a backup that the account has already; nil inside for none of it.
    private static func choice(_ failure: Failure, _ session: CommandSession) throws -> ExistingBackup?? {
        // What it holds is not known where it is in another storage.
        let isElsewhere = if case .backupFound = failure.detail { false } else { true }
        let recover: [(letter: String, choice: ExistingBackup?)] = isElsewhere ? [] : [("r", .recover)]
        return try session.secrets.prompt.choice(
            isElsewhere ? "backup.exists.ask.elsewhere" : "backup.exists.ask",
            session.terminal.words.values(of: failure),
            byLetter: recover + [
                ("k", .keepBoth), ("p", .replace), (session.terminal.words.text("answer.cancel"), nil),
            ]
        )
    }

    /// What is printed once it is on.
    static func text(_ status: BackupStatus, _ words: DeviceCore.Catalogue) -> String {
        words.text("backup.done", ["n": String(status.entries ?? 0)]) + "\n" + words.text("backup.on")
    }

    private func turnOn(_ session: CommandSession, _ password: () throws -> Password) throws -> BackupStatus {
        try session.device.backups.turnOn(
            storage: storage,
            storagePassword: storagePassword,
            account: account,
            existing: existing,
            makingFolder: makesFolder,
            startsNew: { try Self.agreeToStart($0, session) },
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

    /// What turns backup on once there is an account; nil where that is not asked for.
    ///
    /// Its questions come before anything is done, so that whoever does not answer them has nothing half done.
    func start(
        _ session: CommandSession,
        for user: String,
        at service: ServiceAddress
    ) throws -> BackupStart? {
        guard let storage else { return nil }
        let present = try session.device.accounts.personalEntry(of: user, at: service)
        let keeper = present?.wholeLabel ?? user
        guard try session.agreesToMoveKey(to: keeper, present?.id) else { throw ExitCode.success }
        let location = CommandSession.location(storage)
        var start = BackupStart(storage: location, makesFolder: create)
        if !create, let missing = try Backups.missingFolder(of: location) { try start.agreeToMake(missing, session) }
        start.storagePassword = try session.secrets.storagePassword(for: location, storageSecret)
        let (password, makes) = (start.storagePassword, start.makesFolder)
        try session.device.backups.refuseStorage(at: location, password: password, makingFolder: makes)
        return start
    }
}
