package import Hummingbird

extension AccountService {
    /// The routes of the service; everything is wired here.
    package func router() throws -> Router<AccountRequestContext> {
        // RFC 9110 section 9.1: HEAD is answered wherever GET is.
        let router = Router(context: AccountRequestContext.self, options: .autoGenerateHeadEndpoints)
        router.middlewares.add(RequestLogMiddleware(log: configuration.log))
        let problems = ProblemMiddleware(log: configuration.log, address: address, hasTLS: configuration.tls != nil)
        router.middlewares.add(problems)
        router.middlewares.add(HostMiddleware())
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
            renderer: PageRenderer(assets: assets, name: configuration.name),
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
        AdministrationPages(site: site, organizations: organizations, qrCodes: configuration.qrCodes).add(to: routes)
    }
}
