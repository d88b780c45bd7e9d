import ArgumentParser
import DeviceCore
import Encodings
import Entries
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

    /// The device and the terminal of a command; people read the language of the settings once the vault was opened.
    func session() -> CommandSession {
        let run = CommandSession.Run()
        let home = Self.home(home)
        let device = Self.device(at: home).keepingVaultOpen.tellingSettings { settings in
            Terminal.setting.withLock { $0 = settings.language }
            run.state.withLock { $0.hasOpenedVault = true }
        }
        let terminal = Terminal(json: json)
        let session = CommandSession(
            device: device.proving(with: EvidenceQuestions(terminal)),
            home: home,
            terminal: terminal,
            run: run
        )
        CommandSession.current = session
        return session
    }

    /// The folder of the app's files; without one that was named, the usual.
    static func home(_ named: String?) -> VaultHome {
        VaultHome(directory: FolderPath.tidy(named ?? defaultHome))
    }

    /// Where the system has a run-time folder, which keeps the keys of vaults for the next commands.
    private static var fileCache: FileUnlockCache? { FileUnlockCache(runtimeFolder: UserFolders().runtime) }

    /// Whether the next commands find the key of a vault that was opened with its passphrase.
    static var keepsKeys: Bool { fileCache != nil }

    /// The device over its folder.
    static func device(at home: VaultHome) -> Device {
        let prompt = Prompt(words: Terminal.environmentWords)
        // Where the system has no run-time folder, a command still asks only once.
        let file = fileCache
        return Device(
            store: FolderVaultStore(home),
            security: security,
            cache: file ?? MemoryUnlockCache(now: { Instant.now() }),
            askPassphrase: { try Secrets(prompt: prompt).passphrase() }
        )
        .asking(again: { failure in
            guard Secrets.wasTyped else { return false }
            Terminal.printError(Terminal.environmentWords.sentence(for: failure) + "\n")
            return true
        })
    }

    private static var security: SecurityProfile {
        #if DEBUG
            if ProcessEnvironment.variables["SPAREKEY_TEST_STRETCHING"] == "cheap" { return .cheap }
        #endif
        return .standard
    }

    private static var defaultHome: String {
        if let home = ProcessEnvironment.variables["SPAREKEY_HOME"], !home.isEmpty { return home }
        return UserFolders().data + "/sparekey"
    }
}
