// AccountServer is the account service: accounts, sign-ins, devices, codes and the keys of backups, served over HTTP.
// It never sees a password, a backup or the storage that holds one, and shares AccountAPI and OPAQUE with the device.
import AccountAPI
package import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import OPAQUE
package import SQLDatabase
package import ServiceLifecycle
import Sodium
import UnixSignals

/// The account service: its rules over one database and one set of keys, and the router that serves them.
package struct AccountService: Sendable {
    /// How long requests under way may take after the signal to stop.
    private static let longestStop = Duration.seconds(20)
    private let configuration: ServiceConfiguration
    let service: ServiceContext
    private let housekeeping: Housekeeping
    private let signingKeys: SigningKeyStore
    private let address: PublicAddress

    /// Opens the service in the configured folder; one that is not complete there is never made so.
    ///
    /// Whoever opens it closes it.
    package init(configuration: ServiceConfiguration) async throws {
        let folder = DataFolder(path: configuration.dataFolder)
        try folder.requireService()
        try await self.init(configuration: configuration, folder: folder, isNew: false)
    }

    /// Makes a service in the configured folder, where there is nothing of one; the caller holds the folder's lock.
    package static func found(configuration: ServiceConfiguration) async throws -> AccountService {
        let folder = DataFolder(path: configuration.dataFolder)
        try folder.found()
        return try await AccountService(configuration: configuration, folder: folder, isNew: true)
    }

    private init(configuration: ServiceConfiguration, folder: DataFolder, isNew: Bool) async throws {
        let keys = try folder.keysFile.read()
        let database = try folder.openDatabase()
        do {
            if !isNew { try await Self.check(database, belongsTo: keys) }
            try await self.init(
                configuration: configuration,
                database: database,
                keys: keys,
                signingKeys: SigningKeyStore(file: folder.signingKeysFile)
            )
        } catch {
            try? await database.close()
            throw error
        }
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
        try await RelyingParties(service).sealNames()
    }

    /// The relying parties, for the administrator.
    package var relyingParties: RelyingParties { RelyingParties(service) }

    /// The sign-in requests.
    package var signInRequests: SignInRequests { SignInRequests(service) }
    /// The organisations, for the console and for administrators.
    package var organizations: Organizations { Organizations(service) }

    /// How many devices wait for sign-in requests at this node.
    package var connectedDevices: Int { service.live.listenerCount }

    /// Sends what contacts are to be told now, and returns how much that was; ``run(onListening:)`` does it regularly.
    @discardableResult
    package func sendNotices() async throws -> Int {
        try await everyBatch(deliveries.sendDue)
    }

    /// Sends the letters that were asked for, and returns how many; ``run(onListening:)`` does it regularly.
    @discardableResult
    package func sendLetters() async throws -> Int {
        try await everyBatch(LetterDeliveries(service).sendDue)
    }

    /// One batch takes the longest waiting only, and any of those that wait as long: nobody knows who is in it.
    private func everyBatch(_ sendDue: () async throws -> Int) async throws -> Int {
        var total = 0
        while true {
            let sent = try await sendDue()
            guard sent > 0 else { return total }
            total += sent
        }
    }

    /// Deletes what has expired and tells of new devices again; ``run(onListening:)`` does it regularly.
    package func keepHouse() async {
        await housekeeping.run()
    }

    /// Tells of new devices that nobody was told of while the service did not run; ``run(onListening:)`` begins with it.
    package func catchUp() async throws {
        try await housekeeping.catchUp()
    }

    private var deliveries: NoticeDeliveries { NoticeDeliveries(service, address) }

    /// The routes of the service; everything is wired here.
    package func router() throws -> Router<AccountRequestContext> {
        // RFC 9110 section 9.1: HEAD is answered wherever GET is.
        let router = Router(context: AccountRequestContext.self, options: .autoGenerateHeadEndpoints)
        router.middlewares.add(RequestLogMiddleware(log: configuration.log))
        let problems = ProblemMiddleware(log: configuration.log, address: address, hasTLS: configuration.tls != nil)
        router.middlewares.add(problems)
        let networks = try KnownNetworks(service)
        let sessions = Sessions(service)
        let routes = EndpointRoutes(
            router: router,
            sessions: sessions,
            clients: relyingParties,
            credentials: DeviceCredentials(service),
            isBehindProxy: configuration.isBehindProxy
        )
        routes.addHealth(
            service,
            HealthCheck(service, signingKeys: signingKeys, folder: DataFolder(path: configuration.dataFolder))
        )
        routes.addRegistrations(Registrations(service))
        routes.addSignIn(SignIns(service, networks: networks), sessions)
        routes.addLetters(Letters(service), networks)
        routes.addAccount(Accounts(service), AccountDeletion(service), AccountExport(service))
        routes.addTakingBack(TakingBack(service))
        routes.addDeviceApprovals(DeviceApprovals(service))
        routes.addContacts(Contacts(service), ContactProofs(service))
        routes.addDevices(Devices(service), DeviceCredentials(service))
        routes.addNotices(Notices(service))
        routes.addEnrollments(Enrollments(service))
        routes.addRequests(SignInRequests(service), LiveChannel(service), service.live)
        routes.addBackups(Backups(service))
        let codes = try Codes(service)
        routes.addCodes(codes)
        addPages(to: router, codes: codes, networks: networks, problems: problems)
        return router
    }

    /// The pages for people, and what applications call to sign people in.
    private func addPages(
        to router: Router<AccountRequestContext>,
        codes: Codes,
        networks: KnownNetworks,
        problems: ProblemMiddleware
    ) {
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
        LetterPages(site: site, letters: Letters(service), networks: networks).add(to: routes)
        let organizations = Organizations(service)
        AccountPages(
            site: site,
            devices: Devices(service),
            consents: consents,
            contacts: Contacts(service),
            notices: Notices(service),
            organizations: organizations
        ).add(to: routes)
        RemovalPages(
            site: site,
            devices: Devices(service),
            contacts: Contacts(service),
            proofs: BrowserProofs(service)
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
        let upkeep = UpkeepService(
            housekeeping: housekeeping,
            notices: deliveries,
            letters: LetterDeliveries(service),
            log: configuration.log
        )
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

    /// Ends the service; its database is one file then, which holds everything that was acknowledged.
    package func close() async {
        do {
            try await service.database.close()
        } catch {
            configuration.log.error("could not close the database", metadata: ["error": "\(error)"])
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

    /// Throws unless the database belongs to these keys.
    static func check(_ database: any SQLEngine, belongsTo keys: ServerKeys) async throws {
        let kept: String?
        do {
            kept = try await database.read { transaction in
                try transaction.row("SELECT value FROM service WHERE name = 'keys'")?.text("value")
            }
        } catch SQLDatabaseError.refused {
            // It has no such table: it is empty, or another program's.
            kept = nil
        }
        guard let kept else { throw DataFolderError.databaseEmpty }
        guard kept == keys.fingerprint else { throw ServerKeysError.otherDatabase }
    }
}
