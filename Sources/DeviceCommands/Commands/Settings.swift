import ArgumentParser
import DeviceCore
import Entries

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
