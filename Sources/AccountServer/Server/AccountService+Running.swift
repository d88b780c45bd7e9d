package import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
package import ServiceLifecycle
import UnixSignals

extension AccountService {
    /// How long requests under way may take after the signal to stop.
    private static let longestStop = Duration.seconds(20)

    /// The service on its address; tells the port once it accepts connections.
    ///
    /// `services` run beside it.
    package func application(
        besides services: [any Service] = [],
        onListening: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
    ) throws -> some ApplicationProtocol {
        try configuration.validate()
        let certificate = try configuration.tls.map { tls throws(ConfigurationError) in try LiveCertificate(tls) }
        let server = HTTPServerBuilder { [deadlines = configuration.deadlines] responder in
            ServiceChannel(responder: responder, certificate: certificate, limits: deadlines)
        }
        // Hummingbird's own messages say nothing that this service's do not.
        var log = configuration.log
        log.logLevel = max(log.logLevel, .warning)
        let (listen, address) = (configuration.listen, address)
        let isAlone = listen.isLoopback && !configuration.isBehindProxy
        let scheme = configuration.tls == nil ? "http" : "https"
        return Application(
            router: try router(),
            server: server,
            configuration: ApplicationConfiguration(address: .hostname(listen.host, port: listen.port)),
            services: [
                LiveFeedService(feed: service.live, log: configuration.log),
                HangUpService(certificate: certificate, log: configuration.log),
            ] + services,
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? listen.port
                address.note(isAlone ? PublicURL("\(scheme)://\(listen.hostInURL):\(port)") : nil)
                await onListening(port)
            },
            logger: log
        )
    }

    /// Serves until SIGTERM or SIGINT, then until the requests under way are answered, and closes the database.
    ///
    /// `onStopping` is told of the signal, before anything ends.
    package func run(
        onStopping: @escaping @Sendable () -> Void = {},
        onListening: @escaping @Sendable (_ port: Int) async -> Void
    ) async throws {
        do {
            try await catchUp()
            let application = try application(besides: [upkeep], onListening: onListening)
            var group = ServiceGroupConfiguration(
                services: [.init(service: application), .init(service: StopNotice(tell: onStopping))],
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: application.logger
            )
            group.maximumGracefulShutdownDuration = Self.longestStop
            try await ServiceGroup(configuration: group).run()
        } catch is CancellationError {
            // Requests that took longer than a stop may take were ended.
        } catch let error as IOError {
            await close()
            throw ListenError(error)
        } catch {
            await close()
            throw error
        }
        await close()
    }
}
