// DeviceHost serves the app's pages in a browser of this machine: a server on loopback, the door that lets one browser
// in, and what keeps watch while the page is open. It knows no screen: DevicePages makes what it carries.
package import DevicePages
import Hummingbird
package import Logging

/// The pages of one device, served.
package struct PageHost: Sendable {
    let site: PageSite
    let gate: PageGate
    let origin: PageOrigin
    /// Where the server writes what it has to say, which is nothing about anyone.
    private let log: Logger

    /// Pages over a device that `configuration` describes, at one origin.
    package init(
        _ configuration: PageConfiguration,
        origin: PageOrigin,
        log: Logger = Logger(label: "sparekey-page", factory: { _ in SwiftLogNoOpLogHandler() })
    ) {
        site = PageSite(configuration)
        gate = PageGate(now: configuration.now)
        self.origin = origin
        self.log = log
    }

    /// A ticket that opens the page once: whoever has it, and nobody else, gets a cookie for it.
    package func ticket() -> PageTicket {
        gate.issueTicket()
    }

    /// A file's text that opens the page on its own in a browser; it holds a ticket, so only its owner may read it.
    package func launcher() -> String {
        site.launcher(to: origin.text, with: ticket().secret)
    }

    /// Serves on loopback until the task is cancelled or a signal ends the program, and backs up what changes.
    package func run(onListening: @escaping @Sendable () async -> Void) async throws {
        let application = Application(
            responder: responder(),
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: origin.port)),
            onServerRunning: { _ in await onListening() },
            logger: log
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await application.runService() }
            group.addTask { try await site.onOwnThread { site in PageBackup(device: site.device).keep() } }
            group.addTask {
                try await site.onOwnThread { site in
                    PageRequests(device: site.device, board: site.requestBoard).keep()
                }
            }
            group.addTask { try await site.onOwnThread { site in PageNotices(site: site).keep() } }
            group.addTask {
                try await site.onOwnThread { site in
                    PageLock(device: site.device, board: site.requestBoard, forget: site.forgetPending).keep()
                }
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    /// What answers the server's requests.
    package func responder() -> PageResponder {
        PageResponder(door: PageDoor(gate: gate, origin: origin), site: site)
    }
}
