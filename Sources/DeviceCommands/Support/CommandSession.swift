import DeviceCore
import Synchronization
import Vault

/// One run of a command.
struct CommandSession: Sendable {
    let device: Device
    /// Where the app keeps its files.
    let home: VaultHome
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
            /// Whether the command has said that the recovery account no longer accepts this device.
            var isToldOfRecoveryAccount = false
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
    func forBackup() throws -> CommandSession {
        let session = CommandSession(device: try device.forBackup(), home: home, terminal: terminal, run: run)
        Self.current = session
        return session
    }

    /// The same session for a command that stays and waits: a vault that is locked meanwhile is not open in its memory.
    func staying() -> CommandSession {
        let session = CommandSession(device: device.openingVaultEachTime, home: home, terminal: terminal, run: run)
        Self.current = session
        return session
    }

    /// Where secrets of this command come from.
    var secrets: Secrets { Secrets(prompt: Prompt(words: terminal.words)) }

    /// Asks for agreement; `--yes` answers yes without asking.
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
