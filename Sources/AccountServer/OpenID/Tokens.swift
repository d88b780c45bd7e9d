import AccountAPI
import Foundation
import JWTKit
import OutsideText
import Primitives
import SQLDatabase
import WebPages

/// What the token endpoint answers (RFC 6749 section 5.1; OpenID Connect Core, section 3.1.3.3).
struct TokenResponse: Encodable, Sendable {
    let access_token: String
    let token_type = "Bearer"
    let expires_in: Int64
    let refresh_token: String?
    let scope: String
    let id_token: String
}

/// The rules of tokens: a code works once, and so does each refresh token, but for an answer that was lost; a second use
/// ends all that came of the first.
struct Tokens: Sendable {
    /// How long an access token is good.
    static let accessLifetime = Milliseconds.hour
    /// How long a refresh token waits for its use.
    static let refreshLifetime = 30 * Milliseconds.day
    /// How long refresh tokens can be had of one sign-in.
    static let grantLifetime = 180 * Milliseconds.day
    /// How long a refresh token gets the same successor again: its answer was lost, or two windows asked at once.
    static let refreshGrace = 10 * Milliseconds.second
    private static let tokenLength = 32
    private let service: ServiceContext
    private let keys: SigningKeyStore

    /// Makes the rules over a service.
    init(_ service: ServiceContext, keys: SigningKeyStore) {
        self.service = service
        self.keys = keys
    }

    /// Exchanges a code.
    func exchange(_ fields: FormFields, for party: RelyingParty, issuer: PublicURL) async throws -> TokenResponse {
        guard let code = fields["code"] else { throw OAuthError(.invalidRequest, "code is missing") }
        let verifier = fields["code_verifier"]
        if let verifier, verifier.wholeMatch(of: /[A-Za-z0-9._~-]{43,128}/) == nil {
            throw OAuthError(.invalidRequest, "code_verifier does not have the form that RFC 7636 asks for")
        }
        let redirect = fields["redirect_uri"]
        let now = service.now
        // A refusal is a result, not an error: what was used up must stay so.
        let issued: (Issued, nonce: String?)? = try await service.database.write { transaction in
            let grants = GrantStore(transaction: transaction, service: service)
            switch try CodeStore(transaction: transaction).use(code, now: now) {
            case .unknown:
                return nil
            case .again(let grant):
                try grants.delete(grant)
                return nil
            case .first(let stored):
                guard let grant = try grants.grant(stored.grant, now: now), grant.client == party.id,
                    stored.validUntil > now, stored.redirect.isSame(as: CodeStore.hash(redirect: redirect ?? "")),
                    Self.answers(verifier, stored.challenge)
                else {
                    try grants.delete(stored.grant)
                    return nil
                }
                try grants.extend(grant.id, to: now + Self.grantLifetime)
                return (try begin(grant, now: now, transaction), stored.nonce)
            }
        }
        guard let issued else {
            throw OAuthError(.invalidGrant, "the code is unknown, used, too old, or was given for something else")
        }
        return try await response(issued.0, party, issuer: issuer, nonce: issued.nonce, now: now)
    }

    /// Exchanges a refresh token for new tokens.
    func refresh(_ fields: FormFields, for party: RelyingParty, issuer: PublicURL) async throws -> TokenResponse {
        guard let token = fields["refresh_token"] else { throw OAuthError(.invalidRequest, "refresh_token is missing") }
        let now = service.now
        let issued: Issued? = try await service.database.write { transaction in
            let grants = GrantStore(transaction: transaction, service: service)
            let tokens = TokenStore(transaction: transaction)
            switch try tokens.use(token, now: now) {
            case .unknown:
                return nil
            case .again(let id, let used):
                guard now - used <= Self.refreshGrace, let grant = try grants.grant(id, now: now),
                    grant.client == party.id, grant.scopes.contains(.offlineAccess)
                else {
                    try grants.delete(id)
                    return nil
                }
                // No second chain: whoever else has the token comes to the same successor, and one of the two is too late.
                return try issue(grant, refresh: service.keys.refreshToken(after: token), now: now, transaction)
            case .first(let id):
                guard let grant = try grants.grant(id, now: now), grant.client == party.id else {
                    try grants.delete(id)
                    return nil
                }
                let next = service.keys.refreshToken(after: token)
                try tokens.insert(next, .refresh, of: id, expires: now + Self.refreshLifetime)
                return try issue(grant, refresh: next, now: now, transaction)
            }
        }
        guard let issued else {
            throw OAuthError(.invalidGrant, "the refresh token is unknown, used, too old, or another application's")
        }
        return try await response(issued, party, issuer: issuer, nonce: nil, now: now)
    }

    /// Gives an application the tokens of a new grant.
    func begin(_ grant: Grant, for party: RelyingParty, issuer: PublicURL) async throws -> TokenResponse {
        let now = service.now
        let issued = try await service.database.write { transaction in
            try GrantStore(transaction: transaction, service: service).insert(grant, expires: now + Self.grantLifetime)
            try ConsentStore(transaction: transaction, service: service)
                .note(grant.account, party, grant.scopes, now: now)
            return try begin(grant, now: now, transaction)
        }
        return try await response(issued, party, issuer: issuer, nonce: nil, now: now)
    }

    /// The claims for the holder of an access token.
    func userInfo(_ token: String) async throws -> PersonClaims {
        let now = service.now
        let claims: PersonClaims? = try await service.database.read { transaction in
            guard let id = try TokenStore(transaction: transaction).grant(of: token, .access, now: now),
                let grant = try GrantStore(transaction: transaction, service: service).grant(id, now: now)
            else { return nil }
            return try PersonClaimsReader(transaction: transaction, service: service).claims(grant)
        }
        guard let claims else { throw OAuthError(.invalidToken, "the access token is unknown or has expired") }
        return claims
    }

    /// Ends a token of an application (RFC 7009): a refresh token with all that belongs to it, an access token alone.
    func revoke(_ token: String, of party: RelyingParty) async throws {
        let now = service.now
        try await service.database.write { transaction in
            let (tokens, grants) = (
                TokenStore(transaction: transaction), GrantStore(transaction: transaction, service: service)
            )
            for kind in [TokenStore.Kind.refresh, .access] {
                guard let id = try tokens.grant(of: token, kind, now: now),
                    try grants.grant(id, now: now)?.client == party.id
                else { continue }
                switch kind {
                case .refresh: try grants.delete(id)
                case .access: try tokens.delete(token)
                }
            }
        }
    }

    /// Who an ID token of this service was about, and for whom; nil for anything else.
    func read(hint token: String, issuer: PublicURL) async -> IDTokenHint? {
        guard token.utf8.count <= 8192, let part = token.pieces(at: ".").first,
            let bytes = [UInt8](base64URL: part),
            let header = try? JSONDecoder().decode(Header.self, from: Data(bytes)),
            let key = try? keys.present().key(id: header.kid), header.alg == key.algorithm.rawValue,
            let hint = try? await key.verify(token, as: IDTokenHint.self), hint.iss == issuer.text
        else { return nil }
        return hint
    }

    private struct Header: Decodable {
        let kid: String
        let alg: String
    }

    private struct Issued: Sendable {
        let grant: Grant
        let claims: PersonClaims
        let access: String
        let refresh: String?
    }

    /// The first tokens of a grant.
    private func begin(_ grant: Grant, now: Milliseconds, _ transaction: any SQLTransaction) throws -> Issued {
        guard grant.scopes.contains(.offlineAccess) else {
            return try issue(grant, refresh: nil, now: now, transaction)
        }
        let refresh = randomBytes(count: Self.tokenLength).base64URL
        try TokenStore(transaction: transaction)
            .insert(refresh, .refresh, of: grant.id, expires: now + Self.refreshLifetime)
        return try issue(grant, refresh: refresh, now: now, transaction)
    }

    private func issue(
        _ grant: Grant,
        refresh: String?,
        now: Milliseconds,
        _ transaction: any SQLTransaction
    ) throws -> Issued {
        let access = randomBytes(count: Self.tokenLength).base64URL
        try TokenStore(transaction: transaction)
            .insert(access, .access, of: grant.id, expires: now + Self.accessLifetime)
        let claims = try PersonClaimsReader(transaction: transaction, service: service).claims(grant)
        return Issued(grant: grant, claims: claims, access: access, refresh: refresh)
    }

    private func response(
        _ issued: Issued,
        _ party: RelyingParty,
        issuer: PublicURL,
        nonce: String?,
        now: Milliseconds
    ) async throws -> TokenResponse {
        guard let key = try keys.present().key(party.settings.algorithm) else { throw ServerKeysError.damaged }
        let token = IDToken(
            issued.grant,
            issued.claims,
            issuer: issuer,
            nonce: nonce,
            accessToken: issued.access,
            now: now
        )
        return TokenResponse(
            access_token: issued.access,
            expires_in: Self.accessLifetime / .second,
            refresh_token: issued.refresh,
            scope: Scope.write(issued.grant.scopes),
            id_token: try await key.sign(token)
        )
    }

    // RFC 7636 section 4.6. A verifier without a challenge is refused as well: someone has taken the challenge away.
    private static func answers(_ verifier: String?, _ challenge: String?) -> Bool {
        guard let verifier, let challenge else { return verifier == nil && challenge == nil }
        let hash = SHA256.hash(Array(verifier.utf8)).base64URL
        return constantTimeEqual(Array(hash.utf8), Array(challenge.utf8))
    }
}
