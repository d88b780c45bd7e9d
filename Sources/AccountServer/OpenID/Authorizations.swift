import AccountAPI
import Encodings
import Primitives
import SQLDatabase
import WebPages

/// The rules of the authorization endpoint (OpenID Connect Core, section 3.1.2).
struct Authorizations: Sendable {
    /// What comes next for whoever an application has sent here.
    enum Step: Sendable {
        /// They sign in.
        case signIn
        /// They say whether the application may learn who they are.
        case consent(RelyingParty)
        /// They go back, with a code or with an error.
        case leave(AuthorizationAnswer, application: String)
    }

    /// What was found out about a request.
    enum Reading: Sendable {
        /// It is sound.
        case request(AuthorizationRequest)
        /// It is not, and the application is told.
        case refusal(AuthorizationAnswer, application: String)
    }

    private static let codeLength = 32
    /// How long a code is good.
    static let codeLifetime = 60 * Milliseconds.second
    private let service: ServiceContext
    private let clients: RelyingParties

    /// Makes the rules over a service.
    init(_ service: ServiceContext, clients: RelyingParties) {
        self.service = service
        self.clients = clients
    }

    /// Reads a request.
    ///
    /// Without a known application and one of its addresses nobody is sent anywhere: that throws a ``PageError``.
    func read(_ fields: FormFields, issuer: PublicURL) async throws -> Reading {
        guard !fields.hasRepetition else { throw PageError.invalidRequest }
        guard let id = fields["client_id"].flatMap(ClientID.init), let party = try await clients.party(id),
            !party.settings.redirects.isEmpty
        else { throw PageError.unknownApplication }
        guard let redirect = fields["redirect_uri"], party.settings.allows(redirect: redirect) else {
            throw PageError.wrongRedirect
        }
        do {
            return .request(try AuthorizationRequest(fields, from: party, redirect: redirect))
        } catch {
            let state = fields["state"].flatMap { $0.utf8.count <= 1024 ? $0 : nil }
            let asked = fields["response_mode"].flatMap(ResponseMode.init) ?? .query
            let mode = RedirectAddress.isOnTheWeb(redirect) ? asked : .query
            let answer = AuthorizationAnswer(error, to: redirect, by: mode, state: state, issuer: issuer)
            return .refusal(answer, application: party.name)
        }
    }

    /// What comes next for a flow that began at a moment.
    func next(_ flow: Flow, _ session: WebSession?, issuer: PublicURL) async throws -> Step {
        guard let request = flow.authorization, let party = try await clients.party(request.client) else {
            throw PageError.unknownApplication
        }
        func refuse(_ code: OAuthError.Code, _ description: String) -> Step {
            let error = OAuthError(code, description)
            return .leave(request.answer(error, issuer: issuer), application: party.name)
        }
        guard let session, isRecent(session, for: request, begun: flow.started) else {
            return request.isSilent ? refuse(.loginRequired, "a sign-in is needed") : .signIn
        }
        guard request.levels.isEmpty || request.levels.contains(session.level) else {
            guard request.isSilent || session.signedIn > flow.started else { return .signIn }
            return refuse(.unmetAuthenticationRequirements, "the sign-in was not of the kind that was asked for")
        }
        guard request.subject == nil || request.subject == session.account else {
            guard request.isSilent || session.signedIn > flow.started else { return .signIn }
            return refuse(.loginRequired, "somebody else is signed in than id_token_hint says")
        }
        let asks = try await needsConsent(request, party, session)
        guard !asks && !request.forcesConsent else {
            return request.isSilent ? refuse(.consentRequired, "consent is needed") : .consent(party)
        }
        return try await approve(request, of: party, session, issuer: issuer)
    }

    /// Gives the application its code, once the person has agreed or need not.
    func approve(
        _ request: AuthorizationRequest,
        of party: RelyingParty,
        _ session: WebSession,
        issuer: PublicURL
    ) async throws -> Step {
        let code = randomBytes(count: Self.codeLength).base64URL
        let now = service.now
        let grant = Grant(
            id: .random(),
            client: party.id,
            account: session.account,
            device: session.device,
            session: request.scopes.contains(.offlineAccess) ? nil : session.id,
            username: session.username,
            scopes: request.scopes,
            level: session.level,
            signedIn: session.signedIn
        )
        let stored = AuthorizationCode(
            grant: grant.id,
            redirect: CodeStore.hash(redirect: request.redirect),
            challenge: request.challenge,
            nonce: request.nonce,
            validUntil: now + Self.codeLifetime
        )
        try await service.database.write { transaction in
            try GrantStore(transaction: transaction, service: service).insert(
                grant,
                expires: now + Self.replayWatch
            )
            try ConsentStore(transaction: transaction, service: service)
                .note(session.account, party, request.scopes, now: now)
            try CodeStore(transaction: transaction).insert(stored, code: code, expires: now + Self.replayWatch)
        }
        return .leave(request.answer(code: code, issuer: issuer), application: party.name)
    }

    /// Where someone goes who does not agree.
    func deny(_ request: AuthorizationRequest, of party: RelyingParty, issuer: PublicURL) -> Step {
        let error = OAuthError(.accessDenied, "the person did not agree")
        return .leave(request.answer(error, issuer: issuer), application: party.name)
    }

    // A used code is remembered as long as tokens that it gave can be around without a refresh.
    private static let replayWatch = Milliseconds.day

    private func isRecent(_ session: WebSession, for request: AuthorizationRequest, begun: Milliseconds) -> Bool {
        if session.signedIn > begun { return true }
        guard !request.forcesSignIn else { return false }
        guard let maxAge = request.maxAge else { return true }
        return service.now - session.signedIn <= Milliseconds(maxAge) * .second
    }

    private func needsConsent(
        _ request: AuthorizationRequest,
        _ party: RelyingParty,
        _ session: WebSession
    ) async throws -> Bool {
        guard party.settings.needsConsent else { return false }
        return try await service.database.read { transaction in
            let given = try ConsentStore(transaction: transaction, service: service).consent(session.account, party.id)
            guard given.scopes.isSuperset(of: request.scopes) else { return true }
            guard request.scopes.contains(.email) else { return false }
            // Whoever had no address to choose from, or has removed the one that was chosen, chooses now.
            let addresses = try VerifiedEmail.all(of: session.account, service, transaction)
            return !addresses.isEmpty && !given.decides(on: addresses)
        }
    }
}
