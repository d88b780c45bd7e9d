import Logging
import ServiceLifecycle

/// Keeps house and sends notices and letters until the service stops; a message that is under way then is sent to its end,
/// so that nobody gets it again after the next start.
///
/// Each goes its own way: however many notices wait, and however long the mail server takes for one, a letter with a code
/// that someone waits for goes out, and so does what is to be told in time.
struct UpkeepService: Service {
    private static let interval = Duration.seconds(1)
    let housekeeping: Housekeeping
    let notices: NoticeDeliveries
    let letters: LetterDeliveries
    let farewells: Farewells
    let log: Logger

    func run() async throws {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await again { await housekeeping.run() } }
            group.addTask { await again { await send("letters") { try await letters.sendDue() } } }
            group.addTask { await again { await send("notices") { try await notices.sendDue() } } }
            group.addTask { await again { await send("last messages") { try await farewells.sendDue() } } }
        }
    }

    /// Does something again and again, with a pause between.
    private func again(_ work: () async -> Void) async {
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            do {
                try await cancelWhenGracefulShutdown { try await Task.sleep(for: Self.interval) }
            } catch {
                // The service stops; what was not sent is sent after the next start.
                return
            }
            await work()
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
