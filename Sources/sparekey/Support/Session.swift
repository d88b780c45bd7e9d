import ArgumentParser
import DeviceCore
import Encodings
import Entries
import Foundation
import LocalFiles
import Synchronization
import Vault

/// What every command takes.
struct CommonOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            HelpText.of("CommonOptions.home"),
            discussion: HelpText.of("CommonOptions.home.discussion"),
            valueName: "dir"
        ),
        completion: .directory
    )
    var home: String?

    @Flag(help: HelpText.of("CommonOptions.json"))
    var json = false

    @Option(
        help: ArgumentHelp(
            HelpText.of("CommonOptions.language"),
            discussion: HelpText.of("CommonOptions.language.discussion"),
            valueName: "language"
        ),
        completion: .list(DeviceCore.Catalogue.languages)
    )
    var language: String?

    func validate() throws {
        guard language.map(DeviceCore.Catalogue.isKnown) ?? true else {
            let languages = DeviceCore.Catalogue.languages.joined(separator: ", ")
            throw ValidationError(HelpText.of("CommonOptions.language.refusal", ["languages": languages]))
        }
    }

    /// The app and the terminal of a command; people read the language of the settings once the vault was opened.
    func session() -> CommandSession {
        let run = CommandSession.Run()
        let app = Self.app(home: home).tellingSettings { settings in
            Terminal.setting.withLock { $0 = settings.language }
            run.state.withLock { $0.hasOpenedVault = true }
        }
        let terminal = Terminal(json: json)
        let session = CommandSession(
            app: app.proving(with: EvidenceQuestions(terminal)),
            terminal: terminal,
            run: run
        )
        CommandSession.current = session
        return session
    }

    /// The app over a home folder; without one, over the usual.
    static func app(home: String?) -> DeviceApp {
        let prompt = Prompt(words: Terminal.environmentWords)
        // Where the system has no run-time folder, a command still asks only once.
        let file = FileUnlockCache(runtimeFolder: UserFolders().runtime)
        return DeviceApp(
            home: VaultHome(directory: FolderPath.tidy(home ?? defaultHome)),
            cache: file ?? MemoryUnlockCache(now: { Instant.now() }),
            askPassphrase: { try Secrets(prompt: prompt).passphrase() }
        )
        .asking(again: { failure in
            guard Secrets.wasTyped else { return false }
            Terminal.printError(Terminal.environmentWords.sentence(for: failure) + "\n")
            return true
        })
    }

    private static var defaultHome: String {
        if let home = ProcessInfo.processInfo.environment["SPAREKEY_HOME"], !home.isEmpty { return home }
        return UserFolders().data + "/sparekey"
    }
}

/// One run of a command.
struct CommandSession: Sendable {
    let app: DeviceApp
    let terminal: Terminal
    let run: Run

    /// What is known of this run of the program.
    final class Run: Sendable {
        struct State {
            var hasOpenedVault = false
            /// That a question was not answered, though the command has done its own work.
            var unanswered: Failure?
            /// What was generated for a script that is not told of it yet, by what it is.
            var generated: [String: String] = [:]
            /// Why a backup in this run failed.
            var failure: Failure?
            /// Whether there is nothing more to say of the backup.
            var isToldOfBackup = false
            /// Whether there is nothing more to say of accounts that no longer accept this device.
            var isToldOfRemoval = false
        }

        let state = Mutex(State())
    }

    /// The session of this run of the program, once its command has begun.
    static var current: CommandSession? {
        get { stored.withLock { $0 } }
        set { stored.withLock { $0 = newValue } }
    }

    private static let stored = Mutex<CommandSession?>(nil)

    /// That a question was not answered, though the command has done its own work.
    var unanswered: Failure? {
        get { run.state.withLock { $0.unanswered } }
        nonmutating set { run.state.withLock { $0.unanswered = newValue } }
    }

    /// What was generated for a script that is not told of it yet, by what it is.
    var generated: [String: String] {
        get { run.state.withLock { $0.generated } }
        nonmutating set { run.state.withLock { $0.generated = newValue } }
    }

    /// The same session for what is asked the passphrase for in any case: it is asked for once, before anything else.
    func forBackup() async throws -> CommandSession {
        let session = CommandSession(app: try await app.forBackup(), terminal: terminal, run: run)
        Self.current = session
        return session
    }

    /// Where secrets of this command come from.
    var secrets: Secrets { Secrets(prompt: Prompt(words: terminal.words)) }

    /// Backs up what waits, after the command has done its own work.
    ///
    /// The command has succeeded even where this fails: ``tellOfBackup(besides:)`` tells that at the end. Nothing is said
    /// of a success unless the command changed something.
    func backUp(afterChange: Bool) async {
        do {
            guard let status = try await app.backUpIfPending(briefly: !afterChange), afterChange else { return }
            terminal.progress("backup.done", ["n": String(status.entries ?? 0)])
            tellPassedOver(status)
        } catch {
            let failure = Failure(explaining: error)
            run.state.withLock { $0.failure = failure }
        }
    }

    /// Backs up what has changed or, where no backup is on, says how to turn it on.
    func goOnWithoutStorage() async {
        await backUp(afterChange: true)
        guard !terminal.json, let contents = await app.contentsUnasked(), contents.deviceBound.backup == nil else {
            return
        }
        terminal.say("backup.next")
    }

    /// Says once in a run that the backup is pending or failing, since when, and what to do.
    ///
    /// Nothing is said where the vault was not opened, or where the command ends with that very failure.
    func tellOfBackup(besides error: (any Error)? = nil) async {
        let (isDue, failure) = run.state.withLock { state in
            defer { state.isToldOfBackup = true }
            return (state.hasOpenedVault && !state.isToldOfBackup, state.failure)
        }
        guard isDue, let notice = await app.backupNotice(after: failure) else { return }
        if case .failing(let failure) = notice.cause, let error, Failure(explaining: error).code == failure.code {
            return
        }
        Terminal.printError(terminal.words.text(notice) + "\n")
    }

    /// Says at the end of every command which accounts no longer accept this device, and what to do.
    ///
    /// Nothing is said once more of what the command itself has failed by, or the notice of the backup has told.
    func tellOfRemoval(besides error: (any Error)? = nil) async {
        let isDue = run.state.withLock { state in
            defer { state.isToldOfRemoval = true }
            return state.hasOpenedVault && !state.isToldOfRemoval
        }
        let told: [FailureCode] = [.deviceSuspended, .sessionEnded, .noSuchDevice, .deviceRefused]
        guard isDue, !terminal.json, let contents = await app.contentsUnasked(),
            error.map({ told.contains(Failure(explaining: $0).code) }) != true
        else { return }
        let isBackupTold = await app.backupNotice().map { $0.isOf(told) } ?? false
        for listing in contents.listing {
            if isBackupTold, listing.id == contents.deviceBound.backup?.recoveryEntry.rawValue { continue }
            if let text = terminal.words.removal(of: listing) { Terminal.printError(text + "\n") }
        }
    }

    /// Leaves it to the command to say that this device was removed.
    func saysItselfOfRemoval() {
        run.state.withLock { $0.isToldOfRemoval = true }
    }

    /// Leaves it to the command's own result to say what has to be said of the backup.
    func saysItselfOfBackup() {
        run.state.withLock { $0.isToldOfBackup = true }
    }

    /// Warns where an account here, or the one just added, looks like the second factor of the backup's own storage.
    func warnOfSecondFactor(_ added: EntryListing? = nil) async {
        guard !terminal.json, let label = await app.contentsUnasked()?.secondFactorOfStorage(added?.id) else { return }
        terminal.say("warning.secondFactor", ["label": label])
    }

    /// Tells people that the clock is off, if it is by half a step or more.
    func tellClock(_ offset: Double) {
        guard abs(offset) >= ClockTolerance.seconds else { return }
        terminal.say("notice.clock", ["seconds": String(Int(abs(offset)))])
    }

    /// Asks for agreement; `--yes` agrees beforehand.
    ///
    /// Throws where nobody can be asked.
    func confirm(_ key: String, _ values: [String: String] = [:], yes: Bool) throws -> Bool {
        if yes { return true }
        guard let answer = try secrets.prompt.confirm(key, values) else {
            throw Failure(.confirmationNeeded)
        }
        if !answer { terminal.say("cancelled") }
        return answer
    }
}

/// What a command that only does something prints under `--json`.
struct Done: Encodable {
    let done = true

    private enum CodingKeys: String, CodingKey {
        case done
    }
}
