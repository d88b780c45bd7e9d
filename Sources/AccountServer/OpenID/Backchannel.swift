import AccountAPI
import Encodings
import Primitives
import SQLDatabase
import WebPages

/// What the backchannel endpoint answers (OpenID Connect CIBA Core, section 7.3).
struct BackchannelResponse: Encodable, Sendable {
    let auth_req_id: String
    let expires_in: Int64
    let interval: Int64
    /// An addition: the two digits that the application shows, and that the person types on the device.
    let number: String
}

/// The rules of sign-ins without a browser: an application asks a person's devices, and polls until one has answered.
struct Backchannel: Sendable {
    /// The value of `grant_type` with which an application polls.
    static let grantType = "urn:openid:params:grant-type:ciba"
    private static let interval = 2 * Milliseconds.second
    private static let slowdown = 5 * Milliseconds.second
    private static let messageLimit = 64
    private let service: ServiceContext
    private let requests: SignInRequests
    private let tokens: Tokens

    /// Makes the rules over a service.
    init(_ service: ServiceContext, requests: SignInRequests, tokens: Tokens) {
        self.service = service
        self.requests = requests
        self.tokens = tokens
    }

    /// Asks the devices of a person; the answer is the same where there is no such person, and nobody ever approves.
    func start(_ fields: FormFields, for party: RelyingParty, _ address: ClientAddress) async throws
        -> BackchannelResponse
    {
        guard party.settings.mayAskDevices else {
            throw OAuthError(.unauthorizedClient, "the application may not ask devices on its own")
        }
        guard fields["request"] == nil else { throw OAuthError(.invalidRequest, "request is not supported") }
        let scopes = Scope.read(fields["scope"] ?? "")
        guard scopes.contains(.openid) else { throw OAuthError(.invalidScope, "the scope openid is missing") }
        guard let hint = fields["login_hint"], fields["id_token_hint"] == nil, fields["login_hint_token"] == nil else {
            throw OAuthError(.invalidRequest, "login_hint, and no other hint, must name the person")
        }
        guard let name = try? LoginName(hint) else { throw OAuthError(.invalidRequest, "login_hint is no user name") }
        let message = fields["binding_message"]
        guard (message ?? "").unicodeScalars.count <= Self.messageLimit else {
            throw OAuthError(.invalidBindingMessage, "binding_message is longer than 64 characters")
        }
        let now = service.now
        try await service.database.write { transaction in
            _ = try Attempts(transaction, now: now)
                .spend(AttemptBudget(.backchannel, service.keys, party.id.bytes))
        }
        let (request, number) = try await requests.start(
            username: name.text,
            by: .application(party.id),
            client: party.id,
            application: party.name,
            place: address.place,
            message: message
        )
        let id = randomBytes(count: 32).base64URL
        let expires = service.now + SignInRequests.lifetime
        try await service.database.write { transaction in
            let store = BackchannelStore(transaction: transaction, service: service)
            try store.insert(
                id,
                BackchannelRequest(client: party.id, request: request, username: name.text, scopes: scopes),
                interval: Self.interval,
                // An approval of the last second can still be fetched.
                expires: expires + SignInRequests.approvalLifetime
            )
        }
        return BackchannelResponse(
            auth_req_id: id,
            expires_in: SignInRequests.lifetime / .second,
            interval: Self.interval / .second,
            number: String(number)
        )
    }

    /// Answers a poll: with tokens once, after a device has approved.
    func poll(_ fields: FormFields, for party: RelyingParty, issuer: PublicURL) async throws -> TokenResponse {
        guard let id = fields["auth_req_id"] else { throw OAuthError(.invalidRequest, "auth_req_id is missing") }
        let now = service.now
        let found = try await service.database.write { transaction in
            try BackchannelStore(transaction: transaction, service: service)
                .poll(id, of: party.id, slowdown: Self.slowdown, now: now)
        }
        guard let (pending, isEarly) = found else {
            throw OAuthError(.invalidGrant, "auth_req_id is unknown, used, too old, or another application's")
        }
        guard !isEarly else { throw OAuthError(.slowDown, "wait 5 seconds more between polls") }
        switch try await requests.outcome(of: pending.request) {
        case .pending:
            throw OAuthError(.authorizationPending, "no device has answered yet")
        case .refused:
            throw OAuthError(.accessDenied, "the request was denied, or another number was typed")
        case .expired:
            throw OAuthError(.expiredToken, "no device has answered in time")
        case .approved:
            guard let (account, device) = try await requests.consume(pending.request) else {
                throw OAuthError(.invalidGrant, "auth_req_id was used")
            }
            let grant = Grant(
                id: .random(),
                client: party.id,
                account: account,
                device: device,
                session: nil,
                username: pending.username,
                scopes: pending.scopes,
                level: .approval,
                signedIn: now
            )
            try await service.database.write { transaction in
                try BackchannelStore(transaction: transaction, service: service).delete(id)
                try Attempts(transaction, now: now)
                    .giveBack(AttemptBudget(.backchannel, service.keys, party.id.bytes), spentAt: now)
            }
            return try await tokens.begin(grant, for: party, issuer: issuer)
        }
    }
}
