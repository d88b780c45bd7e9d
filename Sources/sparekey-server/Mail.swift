import AccountServer
import ArgumentParser

/// Sends mail.
struct MailCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mail",
        abstract: "Test how mail is sent.",
        subcommands: [Test.self]
    )

    /// Sends a test message.
    struct Test: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "test",
            abstract: "Send a test message, and say what is wrong if it cannot be sent.",
            discussion: """
                Takes the settings that serve takes; the service need not run:
                  sparekey-server mail test me@example.org --mail smtp://me@mail.example.org \\
                    --mail-password-file password --mail-from accounts@example.org
                """
        )

        @Argument(help: "The address to send to.") var address: String
        @OptionGroup var common: CommonOptions
        @OptionGroup var naming: ServiceNameOption
        @OptionGroup var messages: MessageOptions

        /// Sends the message.
        func run() async throws {
            var configuration = ServiceConfiguration(dataFolder: common.folder)
            configuration.name = try naming.configured()
            let settings = try messages.settings(for: configuration)
            if settings.mail == nil, settings.outbox != nil {
                // The outbox is a folder inside that of a service.
                try DataFolder(path: common.folder).requireService()
            }
            try await settings.messages().sendTest(to: address)
            let place = settings.mail ?? settings.outbox.map { "outbox:\($0)" } ?? ""
            if common.json {
                try Output.print(json: ["sent": "true", "mail": place])
            } else {
                Output.print("The message was handed over to \(place).")
            }
        }
    }
}
