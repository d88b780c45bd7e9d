import ServiceLifecycle

/// Tells that the service is asked to stop; the last of a group, so that it hears of it first.
struct StopNotice: Service {
    let tell: @Sendable () -> Void

    func run() async throws {
        do {
            try await gracefulShutdown()
            tell()
        } catch is CancellationError {
            // Another part of the service has failed, which says why.
        }
    }
}
