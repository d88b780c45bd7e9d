import Logging
import ServiceLifecycle

/// Sends notices and letters until the service stops.
struct MessageDeliveryService: Service {
    private static let interval = Duration.seconds(1)
    let notices: NoticeDeliveries
    let letters: LetterDeliveries
    let log: Logger

    func run() async throws {
        do {
            try await cancelWhenGracefulShutdown {
                while true {
                    try await Task.sleep(for: Self.interval)
                    await send("letters") { try await letters.sendDue() }
                    await send("notices") { try await notices.sendDue() }
                }
            }
        } catch is CancellationError {
            // The service stops; what was not sent is sent after the next start.
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
