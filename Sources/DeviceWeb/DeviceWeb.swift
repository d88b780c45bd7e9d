// DeviceWeb is the app's face in a browser: phone-sized pages on this machine's loopback, served by the app itself.
// It asks DeviceCore for everything and decides nothing that the command line could not do as well.
import DeviceCore
package import Hummingbird
import NIOCore
import WebPages

/// The pages of one device.
package struct DevicePage: Sendable {
    let site: PageSite
    private let configuration: PageConfiguration

    /// Pages over a device that `configuration` describes, at one origin.
    package init(_ configuration: PageConfiguration, origin: PageOrigin) {
        self.configuration = configuration
        let keys = MemoryUnlockCache(now: configuration.now)
        site = PageSite(
            // A passphrase is typed into the page: nobody looks at the terminal that it was opened from.
            device: configuration.device.askingNobody.leavingLocked.openingVaultEachTime.rememberingKeys(in: keys),
            keys: keys,
            origin: origin,
            gate: PageGate(now: configuration.now),
            languages: configuration.languages,
            version: configuration.version,
            requestBoard: RequestBoard(now: configuration.now),
            now: configuration.now
        )
    }

    /// A ticket that opens the page once: whoever has it, and nobody else, gets a cookie for it.
    package func ticket() -> PageTicket {
        site.gate.issueTicket()
    }

    /// A file's text that opens the page on its own in a browser; it holds a ticket, so only its owner may read it.
    package func launcher() -> String {
        PageTemplate.launcher.render(
            LauncherModel(address: site.origin.text, ticket: ticket().secret),
            words: Catalogue.preferred(configuration.languages)
        )
    }

    /// The routes; everything is wired here.
    package func router() -> Router<PageContext> {
        let router = Router(context: PageContext.self)
        router.middlewares.add(PageGuard(site: site))
        let routes = PageRoutes(router: router, site: site)
        routes.addStatic()
        routes.addLaunch()
        routes.addLock()
        routes.addAccounts()
        routes.addAdding()
        routes.addScanning()
        routes.addWork()
        routes.addSignInToRecover()
        routes.addTakingBack()
        routes.addAccountData()
        routes.addPassword()
        routes.addRequests()
        routes.addRequestEvents()
        routes.addDevices()
        routes.addContacts()
        routes.addContactCode()
        routes.addEvidence()
        routes.addBackup()
        routes.addDeletedBackup()
        routes.addNewKey()
        routes.addRecovery()
        routes.addLetter()
        routes.addRecoveryCode()
        routes.addSettings()
        routes.addTrouble()
        return router
    }

    /// Serves on loopback until the task is cancelled or a signal ends the program, and backs up what changes.
    package func run(onListening: @escaping @Sendable () async -> Void) async throws {
        let application = Application(
            router: router(),
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: site.origin.port)),
            onServerRunning: { _ in await onListening() },
            logger: configuration.log
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
}

/// What the file that opens the page in a browser shows.
struct LauncherModel {
    let address: String
    let ticket: String
}

extension PageTemplate<LauncherModel> {
    static var launcher: Self { Self(name: "launcher") }
}

extension LauncherModel: ShownOnPage {
    var pageValue: PageValue { ["address": .of(address), "ticket": .of(ticket)] }
}
