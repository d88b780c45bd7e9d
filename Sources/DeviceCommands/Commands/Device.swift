import ArgumentParser
import DeviceCore
import Entries
import Vault

/// The command `sparekey settings`.
struct SettingsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settings",
        abstract: HelpText.of("SettingsCommand.abstract"),
        discussion: HelpText.of("SettingsCommand.discussion")
    )

    @OptionGroup var common: CommonOptions
    @Argument(help: HelpText.of("SettingsCommand.name"), completion: .list(["language", "hide-codes"])) var name:
        String?
    @Argument(help: HelpText.of("SettingsCommand.value")) var value: String?

    func validate() throws {
        guard (name == nil) == (value == nil) else { throw ValidationError(HelpText.of("SettingsCommand.refusal")) }
    }

    func run() throws {
        let session = common.session()
        let settings: Settings
        if let name, let value {
            settings = try session.device.settings.set(name, to: value)
        } else {
            settings = try session.device.settings.read()
        }
        let values = ["language": settings.language ?? "auto", "hide-codes": settings.hidesCodes ? "on" : "off"]
        let words = session.terminal.words
        let lines = values.sorted { $0.key < $1.key }.map {
            words.text("settings.value", ["name": $0.key, "value": $0.value])
        }
        session.terminal.result(values, text: lines.joined(separator: "\n"))
        session.backUp(afterChange: name != nil)
    }
}

/// The command `sparekey passphrase`.
struct Passphrase: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "passphrase",
        abstract: HelpText.of("Passphrase.abstract"),
        discussion: HelpText.of("Passphrase.discussion")
    )

    @OptionGroup var common: CommonOptions
    @OptionGroup var generate: GenerateOption

    func run() throws {
        let session = common.session()
        // Opened first, so that a wrong passphrase is told before a new one is asked for.
        let device = try session.device.havingAskedForPassphrase()
        let isSet = try device.hasPassphrase()
        guard let passphrase = try session.newPassphrase(generate, replacing: isSet) else { return }
        let words = session.terminal.words
        guard passphrase.value != nil || isSet else {
            // Nothing is there to be removed, nor is a vault made for it.
            try device.openVault()
            return session.terminal.result(Done(), text: words.text("passphrase.none"))
        }
        try device.setPassphrase(passphrase.value)
        let text =
            passphrase.value == nil
            ? words.text("passphrase.removed", ["path": session.home.keyFile])
            : words.text(CommonOptions.keepsKeys ? "passphrase.set.kept" : "passphrase.set")
        session.terminal.result(WithSecrets(result: Done(), passphrase: passphrase.generated), text: text)
    }
}

/// The command `sparekey lock`.
struct Lock: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lock",
        abstract: HelpText.of("Lock.abstract")
    )

    @OptionGroup var common: CommonOptions

    func run() throws {
        let session = common.session()
        try session.device.lock()
        session.terminal.result(Done(), text: session.terminal.words.text("lock.done"))
    }
}
