import AccountServer
import ArgumentParser

/// Runs the service.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run the service.",
        discussion: """
            Prints the address on standard error once it accepts connections, then one line a request. Stops on \
            SIGTERM or Ctrl-C after the requests that are under way, for which it waits 20 seconds at most. The first \
            start makes the folder with new keys and an empty database, if the folder is missing or empty.

            Plain HTTP is served on loopback only, unless a proxy stands before the service:
              sparekey-server serve
              sparekey-server serve --listen 0.0.0.0:8700 --behind-proxy

            Codes and notices go to contacts by mail and text message. A service on loopback writes them into the \
            folder outbox of its data; others need --mail, --sms or both:
              sparekey-server serve --listen 0.0.0.0:8700 --behind-proxy \\
                --mail smtp://me@mail.example.org --mail-password-file password \\
                --mail-from accounts@example.org
            """
    )

    @OptionGroup var common: CommonOptions
    @OptionGroup var listen: ListenOptions
    @OptionGroup var messages: MessageOptions

    /// Serves until a signal ends it.
    func run() async throws {
        var configuration = try listen.configuration(folder: common.folder)
        configuration.messages = try messages.settings(for: configuration).messages()
        try configuration.validate()
        try configuration.checkTLS()
        raiseLimitOfOpenFiles()
        let folder = DataFolder(path: common.folder)
        let isNew = try folder.isEmpty()
        if !isNew { try Self.require(folder) }
        let lock = try folder.lock()
        defer { withExtendedLifetime(lock) {} }
        let service =
            if isNew {
                try await AccountService.found(configuration: configuration)
            } else {
                try await AccountService(configuration: configuration)
            }
        if isNew { Output.tell(Output.founded(folder.path)) }
        let announcement = Announcement(configuration, messages: try messages.settings(for: configuration))
        try await service.run {
            Output.tell("stopping: requests that are under way are answered first")
        } onListening: { port in
            for line in announcement.lines(port: port) { Output.tell(line) }
        }
        Output.tell("stopped")
    }

    /// Throws unless the folder, which is not empty, holds a service.
    private static func require(_ folder: DataFolder) throws(DataFolderError) {
        do {
            try folder.requireService()
        } catch .noService {
            throw .notEmpty(folder: folder.path)
        }
    }
}
