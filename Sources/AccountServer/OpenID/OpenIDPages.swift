import AccountAPI
import Encodings
import HTTPTypes
import Hummingbird
import OutsideText
import WebPages

/// The pages of a sign-in to an application: where it sends people, consent, and signing out.
struct OpenIDPages {
    let authorizations: Authorizations
    let consents: Consents
    let tokens: Tokens
    let site: Site

    /// Serves the pages.
    func add(to routes: PageRoutes) {
        routes.get(OpenIDPath.authorize, authorize)
        // OpenID Connect Core, section 3.1.2.1, has forms as well; the cookies come with the request that this makes.
        routes.router.post(RouterPath(OpenIDPath.authorize)) { [site] request, _ in
            let body = try await EndpointRoutes.read(request.body)
            guard body.count <= 8192, body.allSatisfy({ (0x21...0x7E).contains($0) }) else {
                throw Problem(.invalidRequest)
            }
            let text = String(decoding: body, as: UTF8.self)
            let prefix = site.address.url?.prefix ?? ""
            return PageAnswer.redirect("\(prefix)\(OpenIDPath.authorize)?\(text)").response()
        }
        routes.get("/consent", showConsent)
        routes.post("/consent", decide)
        routes.get(OpenIDPath.logout, logout)
        routes.post("/sign-out", signOut)
    }

    /// Sends someone to whatever comes next in a flow.
    func go(on flow: Flow, _ request: PageRequest, _ session: WebSession?) async throws -> PageAnswer {
        switch flow.goal {
        case .page(let destination):
            return request.redirect("/\(destination.rawValue)")
        case .authorization:
            return try answer(
                try await authorizations.next(flow, session, issuer: request.url),
                flow,
                request
            )
        }
    }

    private func authorize(_ request: PageRequest) async throws -> PageAnswer {
        switch try await authorizations.read(request.fields, issuer: request.url) {
        case .refusal(let answer, let application):
            return request.leave(with: answer, application: application)
        case .request(var authorization):
            if let token = request.fields["id_token_hint"] {
                // OpenID Connect Core section 3.1.2.2: an answer about someone else must not be given.
                guard let hint = await tokens.read(hint: token, issuer: request.url),
                    hint.aud == authorization.client.rawValue, let subject = AccountID(hint.sub)
                else {
                    let error = OAuthError(.invalidRequest, "id_token_hint is no ID token for the application")
                    let answer = authorization.answer(error, issuer: request.url)
                    return request.leave(with: answer, application: authorization.client.rawValue)
                }
                authorization.subject = subject
            }
            return try await go(on: request.begin(.authorization(authorization)), request, request.session)
        }
    }

    private func showConsent(_ request: PageRequest) async throws -> PageAnswer {
        var request = request
        let flow = try request.takeFlow()
        let step = try await authorizations.next(flow, request.session, issuer: request.url)
        guard case .consent(let party) = step, let session = request.session, let asked = flow.authorization else {
            return try answer(step, flow, request)
        }
        let model = ConsentModel(
            flow: try request.seal(flow),
            account: session.account.rawValue,
            title: request.words.page("consent.title", ["application": party.name]),
            username: session.username,
            site: Self.site(of: asked.redirect),
            scopes: asked.scopes.filter { $0 != .email }
                .map { request.words.page("consent.scope.\($0.rawValue)") },
            email: try await emailQuestion(asked, party, session, request)
        )
        return request.page(model)
    }

    /// What the page asks about an e-mail address, or says where there is none to choose.
    private func emailQuestion(
        _ asked: AuthorizationRequest,
        _ party: RelyingParty,
        _ session: WebSession,
        _ request: PageRequest
    ) async throws -> ConsentModel.EmailQuestion? {
        guard asked.scopes.contains(.email) else { return nil }
        let (addresses, chosen) = try await consents.emails(of: session.account, for: party.id)
        guard let first = addresses.first else {
            let isMember = try await consents.isMember(session.account)
            let key = isMember ? "consent.email.member" : "consent.email.missing"
            let missing = request.words.page(key, ["application": party.name])
            return ConsentModel.EmailQuestion(missing: missing, addresses: [], isDeclined: false)
        }
        let choice = chosen ?? .contact(first.id)
        let shown = addresses.map { address in
            // A session in a browser is no proof: it shows contacts as they are shown elsewhere.
            let isAlone = addresses.count { $0.masked == address.masked } == 1
            let label = isAlone ? address.masked : Self.dated(address, request)
            let isChosen = choice == .contact(address.id)
            return ConsentModel.Address(id: address.id.rawValue, address: label, isChosen: isChosen)
        }
        return ConsentModel.EmailQuestion(missing: nil, addresses: shown, isDeclined: choice == .declined)
    }

    /// An address that is masked like another one.
    private static func dated(_ address: VerifiedEmail, _ request: PageRequest) -> String {
        let added = request.words.page("account.added")
        return "\(address.masked) · \(added) \(request.words.unbrokenMoment(address.added))"
    }

    /// What the person has chosen on the page; nil where there was nothing to choose.
    private func emailChoice(
        _ asked: AuthorizationRequest,
        _ party: RelyingParty,
        _ session: WebSession,
        _ request: PageRequest
    ) async throws -> EmailChoice? {
        guard asked.scopes.contains(.email) else { return nil }
        let (addresses, _) = try await consents.emails(of: session.account, for: party.id)
        guard !addresses.isEmpty else { return nil }
        let choice = request.fields["email"].flatMap(EmailChoice.init)
        // A contact that was added or removed while the page was open: what was read there is not what would be done.
        guard let choice, choice == .declined || addresses.contains(where: { choice == .contact($0.id) }) else {
            throw PageError.stale
        }
        return choice
    }

    private func decide(_ request: PageRequest) async throws -> PageAnswer {
        var request = request
        let flow = try request.takeFlow()
        let step = try await authorizations.next(flow, request.session, issuer: request.url)
        guard case .consent(let party) = step, let session = request.session, let asked = flow.authorization else {
            return try answer(step, flow, request)
        }
        // Whoever reads one name and agrees must not agree for another account that has signed in since.
        guard request.fields["account"] == session.account.rawValue else { throw PageError.stale }
        guard request.fields["decision"] == "allow" else {
            return try answer(authorizations.deny(asked, of: party, issuer: request.url), flow, request)
        }
        let email = try await emailChoice(asked, party, session, request)
        try await consents.give(session.account, party.id, scopes: asked.scopes, email: email)
        let approved = try await authorizations.approve(asked, of: party, session, issuer: request.url)
        return try answer(approved, flow, request)
    }

    private func answer(_ step: Authorizations.Step, _ flow: Flow, _ request: PageRequest) throws -> PageAnswer {
        switch step {
        case .signIn:
            return request.redirect("/sign-in", ["flow": try request.seal(flow)])
        case .consent:
            return request.redirect("/consent", ["flow": try request.seal(flow)])
        case .leave(let answer, let application):
            return request.leave(with: answer, application: application)
        }
    }

    /// OpenID Connect RP-Initiated Logout, section 2.
    private func logout(_ request: PageRequest) async throws -> PageAnswer {
        let hint: IDTokenHint? =
            if let token = request.fields["id_token_hint"] {
                await tokens.read(hint: token, issuer: request.url)
            } else {
                nil
            }
        let id = request.fields["client_id"] ?? hint?.aud
        let target = try await target(request, client: id.flatMap(ClientID.init))
        guard hint == nil || hint?.aud == id else { throw PageError.invalidRequest }
        guard let session = request.session else { return try signedOut(request, target) }
        // An ID token of this account came from one of its applications; without one, anyone could have sent people here.
        if let hint, hint.sub == session.account.rawValue {
            return try await end(session, request, target)
        }
        return request.page(
            SignOutModel(
                title: request.words.page("signOut.title"),
                username: session.username,
                client: target?.party.id.rawValue ?? "",
                target: target?.address ?? "",
                state: request.fields["state"] ?? ""
            )
        )
    }

    private func signOut(_ request: PageRequest) async throws -> PageAnswer {
        let target = try await target(request, client: request.fields["client_id"].flatMap(ClientID.init))
        guard let session = request.session else { return try signedOut(request, target) }
        return try await end(session, request, target)
    }

    private struct Target {
        let party: RelyingParty
        /// The address that was registered.
        let address: String
        let state: String?
    }

    private func target(_ request: PageRequest, client: ClientID?) async throws -> Target? {
        guard let address = request.fields["post_logout_redirect_uri"] else { return nil }
        guard let client, let party = try await site.clients.party(client),
            party.settings.allows(postLogoutRedirect: address)
        else { throw PageError.wrongRedirect }
        return Target(party: party, address: address, state: request.fields["state"])
    }

    private func end(_ session: WebSession, _ request: PageRequest, _ target: Target?) async throws -> PageAnswer {
        try await site.sessions.end(session)
        return try signedOut(request, target).setting(request.browser.sessionCookie(nil))
    }

    private func signedOut(_ request: PageRequest, _ target: Target?) throws -> PageAnswer {
        guard let target else {
            return request.page(SignedOutModel(title: request.words.page("signedOut.title")))
        }
        let query = FormFields.encode(["state": target.state])
        let separator = target.address.utf8.contains(UInt8(ascii: "?")) ? "&" : "?"
        let address = target.address + (query.isEmpty ? "" : separator + query)
        return request.leave(to: address, application: target.party.name)
    }

    /// The part of an address by which people can tell where they go.
    private static func site(of redirect: String) -> String {
        guard let (scheme, rest) = redirect.cut(at: "://"), scheme.begins(with: "http") else {
            return String(redirect.before(":"))
        }
        return String(rest.before("/").before("?"))
    }
}
