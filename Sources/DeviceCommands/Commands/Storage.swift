import ArgumentParser
import DeviceCore
import LocalFiles

/// The command `sparekey storage`.
struct StorageCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "storage",
        abstract: HelpText.of("StorageCommand.abstract"),
        subcommands: [StorageTestCommand.self]
    )
}

/// The command `sparekey storage test`.
struct StorageTestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: HelpText.of("StorageTestCommand.abstract"),
        discussion: HelpText.of("StorageTestCommand.discussion", ["storage": StorageHelp.text])
    )

    @OptionGroup var common: CommonOptions
    @OptionGroup var storageSecret: StorageSecretOptions
    @Flag(help: HelpText.of("StorageTestCommand.create")) var create = false
    @Argument(help: HelpText.of("StorageTestCommand.location")) var location: String?

    func run() throws {
        let session = common.session()
        let location = location.map(CommandSession.location)
        let password = try location.flatMap { try session.secrets.storagePassword(for: $0, storageSecret) }
        let test = try session.device.backups.testStorage(at: location, password: password, makingFolder: create)
        session.terminal.result(test, text: text(test, session.terminal.words))
        session.tellUnconfirmed()
        if let failure = test.failure { throw ExitCode(failure.code.exitStatus) }
    }

    private func text(_ test: StorageTest, _ words: DeviceCore.Catalogue) -> String {
        let steps = test.steps.map { outcome in
            let name = words.text("storage.test.\(outcome.step.rawValue)")
            guard let failure = outcome.failure else { return "✓ \(name)" }
            let (message, remedy) = words.words(for: failure)
            let values = ["name": name, "message": message, "remedy": remedy, "code": failure.code.rawValue]
            return words.text("doctor.failed", values)
        }
        let verified = test.lastVerified.map { ["", words.text("doctor.verified", ["time": words.moment($0)])] }
        return (steps + (verified ?? [])).joined(separator: "\n")
    }
}

extension CommandSession {
    /// Says that a drive cannot tell when it has a file.
    func tellUnconfirmed() {
        if !terminal.json, Files.hasUnconfirmed { terminal.say("storage.unconfirmed") }
    }
}

/// Where the password of a storage comes from.
struct StorageSecretOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            HelpText.of("StorageSecretOptions.storagePasswordFile"),
            discussion: HelpText.of("StorageSecretOptions.storagePasswordFile.discussion"),
            valueName: "file"
        ),
        completion: .file()
    )
    var storagePasswordFile: String?
}
