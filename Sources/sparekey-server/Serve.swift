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
            """
    )

    @OptionGroup var common: CommonOptions
    @OptionGroup var listen: ListenOptions

    /// Serves until a signal ends it.
    func run() async throws {
        let configuration = try listen.configuration(folder: common.folder)
        try configuration.validate()
        let service = try await AccountService(configuration: configuration)
        let scheme = configuration.tls == nil ? "http" : "https"
        let host = configuration.listen.host
        try await service.run { port in
            Output.tell("listening on \(scheme)://\(host.contains(":") ? "[\(host)]" : host):\(port)")
        }
    }
}
