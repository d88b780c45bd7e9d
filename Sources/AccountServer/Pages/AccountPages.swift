import AccountAPI

/// The page on which people see their account: its devices, and the applications that they have agreed to.
struct AccountPages {
    /// How old a sign-in may be for what cannot be taken back.
    private static let freshness = 15 * Milliseconds.minute
    let site: Site
    let devices: Devices
    let consents: Consents

    /// Serves the page and its buttons.
    func add(to routes: PageRoutes) {
        routes.get("/") { $0.redirect("/account") }
        routes.get("/account") { request in
            guard let session = request.session else { return try signIn(request) }
            return try await show(request, session)
        }
        routes.post("/account/devices/revoke") { request in
            guard let session = fresh(request) else { return try signIn(request) }
            guard let device = request.fields["device"].flatMap(ServiceDeviceID.init) else { throw PageError.notFound }
            try await devices.revoke(device, of: session.account, by: nil)
            return request.redirect("/account")
        }
        routes.post("/account/applications/revoke") { request in
            guard let session = request.session else { return try signIn(request) }
            guard let client = request.fields["client"].flatMap(ClientID.init) else { throw PageError.notFound }
            try await consents.revoke(session.account, client)
            return request.redirect("/account")
        }
    }

    private func signIn(_ request: PageRequest) throws -> PageAnswer {
        request.redirect("/sign-in", ["flow": try request.seal(request.begin(.page(.account)))])
    }

    /// The session, if its sign-in was a little while ago.
    private func fresh(_ request: PageRequest) -> WebSession? {
        guard let session = request.session, site.service.now - session.signedIn <= Self.freshness else { return nil }
        return session
    }

    /// The number of a colour for a name, as the app has it for its accounts.
    private static func hue(_ name: String) -> Int {
        name.lowercased().utf8.reduce(0) { ($0 &* 31 &+ Int($1)) & 0xFFFF } % 8
    }

    private func show(_ request: PageRequest, _ session: WebSession) async throws -> PageAnswer {
        let devices = try await devices.list(of: session.account, current: session.device)
        let consents = try await consents.list(session.account)
        return request.page(
            "account",
            [
                "title": request.words.page("account.title"),
                "username": session.username,
                "devices": devices.map { device -> [String: Any] in
                    [
                        "id": device.id.rawValue, "name": device.name, "isCurrent": device.current,
                        "added": request.moment(device.added), "lastUsed": request.moment(device.lastUsed),
                    ]
                },
                "applications": consents.map { consent -> [String: Any] in
                    [
                        "id": consent.client.rawValue, "name": consent.name,
                        "initial": String(consent.name.prefix(1)).uppercased(),
                        "hue": Self.hue(consent.name),
                        "scopes": consent.scopes.map { request.words.page("scope.\($0.rawValue)") }
                            .joined(separator: " · "),
                        "given": request.moment(consent.given),
                    ]
                },
                "hasApplications": !consents.isEmpty,
            ]
        )
    }
}
