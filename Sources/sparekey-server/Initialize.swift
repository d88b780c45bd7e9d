import AccountServer
import ArgumentParser

/// Founds a service.
struct Initialize: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make a new service: its folder, its keys and its database.",
        discussion: """
            serve does this as well where the folder is missing or empty. Nothing that is there is ever replaced:
              sparekey-server init --data /var/lib/sparekey
            """
    )

    @OptionGroup var common: CommonOptions

    /// Makes the service.
    func run() async throws {
        let folder = DataFolder(path: common.folder)
        let lock = try folder.lock()
        defer { withExtendedLifetime(lock) {} }
        let service = try await AccountService.found(configuration: ServiceConfiguration(dataFolder: folder.path))
        await service.close()
        guard !common.json else { return try Output.print(json: ["data": folder.path]) }
        Output.tell(Output.founded(folder.path))
    }
}

extension Output {
    /// What whoever has just made a service is told.
    static func founded(_ folder: String) -> String {
        "made a new service in \(folder); copy its keys.json to a safe place, apart from copies of the database"
    }
}
