import ArgumentParser
import DeviceCore
import Foundation
import Synchronization
import Vault

/// What every command takes.
struct CommonOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The app's folder.",
            discussion: "Else $SPAREKEY_HOME, else $XDG_DATA_HOME/sparekey.",
            valueName: "dir"
        )
    )
    var home: String?

    @Flag(help: "Print JSON on standard output.")
    var json = false

    /// The app and the terminal of a command; people read the language of the settings once the vault was opened.
    func session() -> CommandSession {
        let app = app().tellingSettings { settings in Terminal.setting.withLock { $0 = settings.language } }
        return CommandSession(app: app, terminal: Terminal(json: json))
    }

    private func app() -> DeviceApp {
        let environment = ProcessInfo.processInfo.environment
        let prompt = Prompt(words: Terminal.environmentWords)
        return DeviceApp(
            home: VaultHome(directory: home ?? Self.defaultHome(environment)),
            cache: FileUnlockCache(runtimeFolder: environment["XDG_RUNTIME_DIR"]),
            askPassphrase: { try Secrets(prompt: prompt).passphrase() }
        )
    }

    private static func defaultHome(_ environment: [String: String]) -> String {
        if let home = environment["SPAREKEY_HOME"], !home.isEmpty { return home }
        let data = environment["XDG_DATA_HOME"].flatMap { $0.isEmpty ? nil : $0 }
        return (data ?? NSHomeDirectory() + "/.local/share") + "/sparekey"
    }
}

/// One run of a command.
struct CommandSession {
    let app: DeviceApp
    let terminal: Terminal

    /// Where secrets of this command come from.
    var secrets: Secrets { Secrets(prompt: Prompt(words: terminal.words)) }

    /// Backs up what waits, after the command has done its own work.
    ///
    /// A failure is told; the command has succeeded.
    ///
    /// Nothing is said of a success unless the command changed something.
    func backUp(afterChange: Bool) async {
        do {
            guard let status = try await app.backUpIfPending(), afterChange else { return }
            terminal.progress("backup.done", ["n": String(status.entries ?? 0)])
        } catch {
            let failure = Failure(explaining: error)
            let words = terminal.words.words(for: failure)
            terminal.say("backup.pending", ["message": words.message, "remedy": words.remedy])
        }
    }

    /// Warns where an account here looks like the second factor of the storage that keeps the backup.
    func warnOfSecondFactor() async {
        guard !terminal.json, let label = try? await app.secondFactorOfStorage() else { return }
        terminal.say("warning.secondFactor", ["label": label])
    }

    /// Tells people that the clock is off, if it is by half a step or more.
    func tellClock(_ offset: Double) {
        guard abs(offset) >= 15 else { return }
        terminal.say("notice.clock", ["seconds": String(Int(abs(offset)))])
    }

    /// Asks for agreement; `--yes` agrees beforehand.
    ///
    /// Throws where nobody can be asked.
    func confirm(_ key: String, _ values: [String: String] = [:], yes: Bool) throws -> Bool {
        if yes { return true }
        guard let answer = Prompt(words: terminal.words).confirm(key, values) else {
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
