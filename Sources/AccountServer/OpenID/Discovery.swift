/// What the service tells applications about itself (OpenID Connect Discovery, section 3).
struct Discovery: Encodable, Sendable {
    let issuer: String
    let authorization_endpoint: String
    let token_endpoint: String
    let userinfo_endpoint: String
    let jwks_uri: String
    let end_session_endpoint: String
    let revocation_endpoint: String
    let backchannel_authentication_endpoint: String
    let scopes_supported = Scope.allCases.map(\.rawValue)
    let response_types_supported = ["code"]
    let response_modes_supported = ResponseMode.allCases.map(\.rawValue)
    let grant_types_supported = ["authorization_code", "refresh_token", Backchannel.grantType]
    let backchannel_token_delivery_modes_supported = ["poll"]
    let backchannel_user_code_parameter_supported = false
    let subject_types_supported = ["public"]
    let id_token_signing_alg_values_supported = SigningAlgorithm.allCases.map(\.rawValue)
    let token_endpoint_auth_methods_supported = ["client_secret_basic", "client_secret_post", "none"]
    let revocation_endpoint_auth_methods_supported = ["client_secret_basic", "client_secret_post", "none"]
    let code_challenge_methods_supported = ["S256"]
    let acr_values_supported = AuthenticationLevel.allCases.map(\.acr)
    let claims_supported = [
        "iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "at_hash", "name", "preferred_username",
        "organization", "email", "email_verified", "groups",
    ]
    let claim_types_supported = ["normal"]
    let prompt_values_supported = ["none", "login", "consent", "select_account"]
    let ui_locales_supported = ServiceWords.languages
    let claims_parameter_supported = false
    let request_parameter_supported = false
    let request_uri_parameter_supported = false
    let authorization_response_iss_parameter_supported = true

    /// Describes the service at an address.
    init(_ url: PublicURL) {
        issuer = url.text
        authorization_endpoint = url.text + OpenIDPath.authorize
        token_endpoint = url.text + OpenIDPath.token
        userinfo_endpoint = url.text + OpenIDPath.userInfo
        jwks_uri = url.text + OpenIDPath.keys
        end_session_endpoint = url.text + OpenIDPath.logout
        revocation_endpoint = url.text + OpenIDPath.revoke
        backchannel_authentication_endpoint = url.text + OpenIDPath.backchannel
    }
}

/// Where the endpoints lie, below the public address.
enum OpenIDPath {
    static let authorize = "/openid/authorize"
    static let backchannel = "/openid/backchannel"
    static let keys = "/openid/keys"
    static let logout = "/openid/logout"
    static let revoke = "/openid/revoke"
    static let token = "/openid/token"
    static let userInfo = "/openid/userinfo"
}
