import AccountAPI
import Encodings
import Foundation
import JWTKit
import Primitives

/// The claims of an ID token (OpenID Connect Core, section 2).
struct IDToken: JWTPayload {
    let iss: String
    let sub: String
    let aud: String
    let exp: Int64
    let iat: Int64
    let auth_time: Int64
    let nonce: String?
    let acr: String
    let amr: [String]
    let at_hash: String
    let name: String?
    let preferred_username: String?
    let organization: String?
    let email: String?
    let email_verified: Bool?
    let groups: [String]?

    /// How long an ID token is good: it says that someone has signed in, and is read at once.
    static let lifetime: Int64 = 600

    /// Makes the claims of a grant.
    init(
        _ grant: Grant,
        _ claims: PersonClaims,
        issuer: PublicURL,
        nonce: String?,
        accessToken: String,
        now: Milliseconds
    ) {
        iss = issuer.text
        sub = grant.account.rawValue
        aud = grant.client.rawValue
        iat = now / .second
        exp = iat + Self.lifetime
        auth_time = grant.signedIn / .second
        self.nonce = nonce
        acr = grant.level.acr
        amr = grant.level.amr
        // The left half of the hash that goes with the algorithms of this service, which is SHA-256 for both.
        at_hash = SHA256.hash(Data(accessToken.utf8)).prefix(16).base64URL
        name = claims.name
        preferred_username = claims.preferred_username
        organization = claims.organization
        email = claims.email
        email_verified = claims.email_verified
        groups = claims.groups
    }

    /// Accepts every payload: whoever reads a token of ours checks what it needs.
    func verify(using algorithm: some JWTAlgorithm) {}
}

/// What is left of an ID token when an application shows it to say who is to be signed out; it may have expired.
struct IDTokenHint: JWTPayload {
    let iss: String
    let sub: String
    let aud: String

    /// Accepts every payload, even an old one (OpenID Connect RP-Initiated Logout, section 2).
    func verify(using algorithm: some JWTAlgorithm) {}
}
