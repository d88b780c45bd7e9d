import AccountAPI
import Foundation
import OutsideText
import WebPages

/// What an application asks for when it sends someone here, once it was found sound.
struct AuthorizationRequest: Codable, Sendable {
    let client: ClientID
    /// Where the answer goes: an address that was registered, byte for byte, but for the port on the person's machine.
    let redirect: String
    /// How the answer goes there.
    let mode: ResponseMode
    let state: String?
    let nonce: String?
    let scopes: [Scope]
    /// The challenge of PKCE, of the method S256.
    let challenge: String?
    /// Whether people must not be asked anything.
    let isSilent: Bool
    /// Whether they have to sign in, even if they are signed in.
    let forcesSignIn: Bool
    /// Whether they have to be asked for consent, even if they gave it.
    let forcesConsent: Bool
    /// How long ago the sign-in may be, in seconds.
    let maxAge: Int?
    let loginHint: String?
    /// Who has to be signed in, where the application says so with an ID token.
    var subject: AccountID?
    /// The ways of signing in that would do; empty for any.
    let levels: [AuthenticationLevel]
    let languages: [String]

    /// Reads a request of a known application; what is wrong with it may be told to the application.
    init(_ fields: FormFields, from party: RelyingParty, redirect: String) throws(OAuthError) {
        try Self.checkKind(fields)
        mode = try Self.mode(fields, redirect)
        let texts = ["state", "nonce", "login_hint", "acr_values", "ui_locales"].compactMap { fields[$0] }
        guard texts.allSatisfy({ $0.utf8.count <= 1024 }) else {
            throw OAuthError(.invalidRequest, "a parameter is longer than 1024 bytes")
        }
        client = party.id
        self.redirect = redirect
        state = fields["state"]
        nonce = fields["nonce"]
        scopes = Scope.read(fields["scope"] ?? "")
        guard scopes.contains(.openid) else { throw OAuthError(.invalidScope, "the scope openid is missing") }
        challenge = try Self.challenge(fields, isNeeded: party.settings.needsPKCE)
        let prompts = Set((fields["prompt"] ?? "").pieces(at: " "))
        guard prompts.isSubset(of: ["none", "login", "consent", "select_account"]) else {
            throw OAuthError(.invalidRequest, "prompt has a value that is not known")
        }
        isSilent = prompts.contains("none")  // ours: a whole word
        guard !isSilent || prompts.count == 1 else {
            throw OAuthError(.invalidRequest, "prompt=none goes with nothing else")
        }
        let age = fields["max_age"].map { text in text.number(Int.self).map { min($0, 1_000_000_000) } }
        if case .some(.none) = age { throw OAuthError(.invalidRequest, "max_age is not a number of seconds") }
        maxAge = age ?? nil
        // Whoever may choose another account signs in again; a sign-in that must be 0 seconds old is a new one.
        forcesSignIn = !prompts.isDisjoint(with: ["login", "select_account"]) || maxAge == 0
        forcesConsent = prompts.contains("consent")  // ours: a whole word
        loginHint = fields["login_hint"]
        levels = (fields["acr_values"] ?? "").pieces(at: " ").compactMap(AuthenticationLevel.init(acr:))
        languages = (fields["ui_locales"] ?? "").pieces(at: " ").map(String.init)
    }

    /// Tells the application an error.
    func answer(_ error: OAuthError, issuer: PublicURL) -> AuthorizationAnswer {
        AuthorizationAnswer(error, to: redirect, by: mode, state: state, issuer: issuer)
    }

    /// Gives the application its code.
    func answer(code: String, issuer: PublicURL) -> AuthorizationAnswer {
        AuthorizationAnswer(code: code, to: redirect, by: mode, state: state, issuer: issuer)
    }

    private static func mode(_ fields: FormFields, _ redirect: String) throws(OAuthError) -> ResponseMode {
        guard let name = fields["response_mode"] else { return .query }
        guard let mode = ResponseMode(rawValue: name) else {
            throw OAuthError(.invalidRequest, "response_mode must be query or form_post")
        }
        // Browsers post to web addresses only; to an application's own scheme the answer would be lost.
        guard mode == .query || RedirectAddress.isOnTheWeb(redirect) else {
            throw OAuthError(.invalidRequest, "response_mode must be query for an address of this scheme")
        }
        return mode
    }

    private static func checkKind(_ fields: FormFields) throws(OAuthError) {
        for (field, code) in [
            ("request", OAuthError.Code.requestNotSupported), ("request_uri", .requestURINotSupported),
            ("registration", .registrationNotSupported),
        ] where fields[field] != nil {
            throw OAuthError(code, "the parameter \(field) is not supported")
        }
        guard let type = fields["response_type"] else {
            throw OAuthError(.invalidRequest, "response_type is missing")
        }
        guard type == "code" else { throw OAuthError(.unsupportedResponseType, "response_type must be code") }
    }

    // RFC 7636 section 4.2: the challenge of S256 is a hash, 43 characters; `plain` would show the verifier itself.
    private static func challenge(_ fields: FormFields, isNeeded: Bool) throws(OAuthError) -> String? {
        guard let challenge = fields["code_challenge"] else {
            guard !isNeeded else { throw OAuthError(.invalidRequest, "code_challenge is missing") }
            guard fields["code_challenge_method"] == nil else {
                throw OAuthError(.invalidRequest, "code_challenge_method comes without code_challenge")
            }
            return nil
        }
        guard fields["code_challenge_method"] == "S256" else {
            throw OAuthError(.invalidRequest, "code_challenge_method must be S256")
        }
        guard [UInt8](base64URL: challenge)?.count == 32, challenge.utf8.count == 43 else {
            throw OAuthError(.invalidRequest, "code_challenge is no hash of S256")
        }
        return challenge
    }
}
