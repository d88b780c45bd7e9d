import AccountServer
import ArgumentParser

/// Runs the service.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the service.",
        discussion: """
            Prints the address on standard error once it accepts connections, then one line a request. Stops on \
            SIGTERM or Ctrl-C after the requests that are under way.

            Plain HTTP is served on loopback only, unless a proxy stands before the service:
              sparekey-server serve
              sparekey-server serve --listen 0.0.0.0:8700 --behind-proxy

            Codes and notices go to contacts by mail and text message. A service on loopback writes them into the \
            folder outbox of its data; others need --mail, --sms or both:
              sparekey-server serve --listen 0.0.0.0:8700 --behind-proxy --mail smtp://me@mail.example.org \
                --mail-password-file password --mail-from accounts@example.org
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
        raiseLimitOfOpenFiles()
        let service = try await AccountService(configuration: configuration)
        let scheme = configuration.tls == nil ? "http" : "https"
        let host = configuration.listen.hostInURL
        try await service.run { port in
            Output.tell("listening on \(scheme)://\(host):\(port)")
        }
    }
}
