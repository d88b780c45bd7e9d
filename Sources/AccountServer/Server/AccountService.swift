// AccountServer is the account service: accounts, sign-ins, devices, codes and the keys of backups, served over HTTP.
// It never sees a password, a backup or the storage that holds one, and shares AccountAPI and OPAQUE with the device.
import AccountAPI
package import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOCore
import OPAQUE
package import SQLDatabase
package import ServiceLifecycle
import Sodium

/// The account service: its rules over one database and one set of keys, and the router that serves them.
package struct AccountService: Sendable {
    private let configuration: ServiceConfiguration
    let service: ServiceContext
    private let housekeeping: Housekeeping
    private let signingKeys: SigningKeyStore
    private let address: PublicAddress

    /// Opens the database and the keys in the configured folder, and makes them at the first start.
    package init(configuration: ServiceConfiguration) async throws {
        let folder = DataFolder(path: configuration.dataFolder)
        let keys = try folder.openKeys()
        try await self.init(
            configuration: configuration,
            database: folder.openDatabase(),
            keys: keys,
            signingKeys: SigningKeyStore(file: folder.signingKeysFile)
        )
    }

    /// Runs over a database and keys that the caller holds.
    package init(
        configuration: ServiceConfiguration,
        database: any SQLEngine,
        keys: ServerKeys,
        signingKeys: SigningKeyStore = SigningKeyStore()
    ) async throws {
        try await database.migrate(Schema.migrations)
        try await Self.bind(database, to: keys)
        self.configuration = configuration
        self.signingKeys = signingKeys
        address = PublicAddress(configuration.publicURL)
        let atRest = AtRest(key: keys.atRest)
        let clock = configuration.clock
        service = ServiceContext(
            database: database,
            keys: keys,
            atRest: atRest,
            opaque: OPAQUEServer(keys: keys.opaque),
            acceptedSuites: configuration.acceptedSuites,
            messages: configuration.messages,
            live: LiveFeed(database: database, atRest: atRest) { clock().milliseconds },
            clock: clock,
            log: configuration.log
        )
        housekeeping = Housekeeping(service, log: configuration.log)
    }

    /// The relying parties, for the administrator.
    package var relyingParties: RelyingParties { RelyingParties(service) }

    /// The sign-in requests.
    package var signInRequests: SignInRequests { SignInRequests(service) }
    /// The organisations, for the console and for administrators.
    package var organizations: Organizations { Organizations(service) }

    /// How many devices wait for sign-in requests at this node.
    package var connectedDevices: Int { service.live.listenerCount }

    /// Sends what contacts are to be told now, and returns how much that was; ``run(onListening:)`` does it by itself.
    @discardableResult
    package func sendNotices() async throws -> Int {
        try await deliveries.sendDue()
    }

    /// Sends the letters that were asked for, and returns how many; ``run(onListening:)`` does it by itself.
    @discardableResult
    package func sendLetters() async throws -> Int {
        try await LetterDeliveries(service).sendDue()
    }

    private var deliveries: NoticeDeliveries { NoticeDeliveries(service, address) }

    /// The routes of the service; everything is wired here.
    package func router() throws -> Router<AccountRequestContext> {
        let router = Router(context: AccountRequestContext.self)
        router.middlewares.add(RequestLogMiddleware(log: configuration.log))
        let problems = ProblemMiddleware(log: configuration.log)
        router.middlewares.add(problems)
        router.middlewares.add(housekeeping)
        let networks = try KnownNetworks(service)
        let sessions = Sessions(service)
        let routes = EndpointRoutes(
            router: router,
            sessions: sessions,
            clients: relyingParties,
            credentials: DeviceCredentials(service),
            isBehindProxy: configuration.isBehindProxy
        )
        routes.addHealth(service)
        routes.addRegistrations(Registrations(service))
        routes.addSignIn(SignIns(service, networks: networks), sessions)
        routes.addLetters(Letters(service))
        routes.addAccount(Accounts(service))
        routes.addContacts(Contacts(service), ContactProofs(service))
        routes.addDevices(Devices(service), DeviceCredentials(service))
        routes.addNotices(Notices(service))
        routes.addEnrollments(Enrollments(service))
        routes.addRequests(SignInRequests(service), LiveChannel(service), service.live)
        routes.addBackups(Backups(service))
        let codes = try Codes(service)
        routes.addCodes(codes)
        addPages(to: router, codes: codes, problems: problems)
        return router
    }

    /// The pages for people, and what applications call to sign people in.
    private func addPages(to router: Router<AccountRequestContext>, codes: Codes, problems: ProblemMiddleware) {
        let assets = PageAssets()
        assets.add(to: router)
        let site = Site(
            service: service,
            address: address,
            sessions: WebSessions(service),
            clients: relyingParties,
            renderer: PageRenderer(assets: assets),
            problems: problems,
            isBehindProxy: configuration.isBehindProxy
        )
        let tokens = Tokens(service, keys: signingKeys)
        let backchannel = Backchannel(service, requests: signInRequests, tokens: tokens)
        OpenIDRoutes(router: router, site: site, tokens: tokens, backchannel: backchannel, keys: signingKeys).add()
        let routes = PageRoutes(router: router, site: site)
        let consents = Consents(service)
        let openID = OpenIDPages(
            authorizations: Authorizations(service, clients: relyingParties),
            consents: consents,
            tokens: tokens,
            site: site
        )
        openID.add(to: routes)
        SignInPages(site: site, codes: codes, requests: signInRequests, pages: openID).add(to: routes)
        LetterPages(site: site, letters: Letters(service)).add(to: routes)
        let organizations = Organizations(service)
        AccountPages(
            site: site,
            devices: Devices(service),
            consents: consents,
            contacts: Contacts(service),
            notices: Notices(service),
            organizations: organizations
        ).add(to: routes)
        AdministrationPages(site: site, organizations: organizations).add(to: routes)
    }

    /// The service on its address; tells the port once it accepts connections.
    ///
    /// `services` run beside it.
    package func application(
        besides services: [any Service] = [],
        onListening: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
    ) throws -> some ApplicationProtocol {
        try configuration.validate()
        let http = HTTPServerBuilder.http1(configuration: .init(idleTimeout: .seconds(75)))
        let server =
            if let tls = configuration.tls {
                try HTTPServerBuilder.tls(http, tlsConfiguration: try tls.configuration())
            } else {
                http
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
            services: [LiveFeedService(feed: service.live, log: configuration.log)] + services,
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? listen.port
                address.note(isAlone ? PublicURL("\(scheme)://\(listen.hostInURL):\(port)") : nil)
                await onListening(port)
            },
            logger: log
        )
    }

    /// Serves until SIGTERM or SIGINT, and then until the requests under way are answered.
    package func run(onListening: @escaping @Sendable (_ port: Int) async -> Void) async throws {
        let delivery = MessageDeliveryService(
            notices: deliveries,
            letters: LetterDeliveries(service),
            log: configuration.log
        )
        let application = try application(besides: [delivery], onListening: onListening)
        do {
            try await application.runService()
        } catch let error as IOError {
            throw ListenError(error)
        }
    }

    /// Notes in a new database which keys it belongs to, and refuses one that belongs to others.
    private static func bind(_ database: any SQLEngine, to keys: ServerKeys) async throws {
        let fingerprint = keys.fingerprint
        let kept = try await database.write { transaction in
            try transaction.execute(
                "INSERT INTO service (name, value) VALUES ('keys', $1) ON CONFLICT (name) DO NOTHING",
                [.text(fingerprint)]
            )
            return try transaction.row("SELECT value FROM service WHERE name = 'keys'")?.text("value")
        }
        guard kept == fingerprint else { throw ServerKeysError.otherDatabase }
    }

    /// Throws unless the database is new, or belongs to these keys.
    static func check(_ database: any SQLEngine, belongsTo keys: ServerKeys) async throws {
        let kept = try await database.read { transaction in
            try transaction.row("SELECT value FROM service WHERE name = 'keys'")?.text("value")
        }
        guard kept == nil || kept == keys.fingerprint else { throw ServerKeysError.otherDatabase }
    }
}
