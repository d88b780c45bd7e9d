import Logging
import ServiceLifecycle

/// Keeps house and sends notices and letters until the service stops; a message that is under way then is sent to its end,
/// so that nobody gets it again after the next start.
struct UpkeepService: Service {
    private static let interval = Duration.seconds(1)
    let housekeeping: Housekeeping
    let notices: NoticeDeliveries
    let letters: LetterDeliveries
    let log: Logger

    func run() async throws {
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            do {
                try await cancelWhenGracefulShutdown { try await Task.sleep(for: Self.interval) }
            } catch is CancellationError {
                // The service stops; what was not sent is sent after the next start.
                return
            }
            await housekeeping.run()
            await send("letters") { try await letters.sendDue() }
            await send("notices") { try await notices.sendDue() }
        }
    }

    private func send(_ what: String, _ sendDue: () async throws -> Int) async {
        do {
            _ = try await sendDue()
        } catch {
            log.warning("could not look for \(what) to send")
        }
    }
}
