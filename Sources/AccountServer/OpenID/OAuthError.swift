/// A refusal in the form of OAuth 2.0 (RFC 6749 sections 4.1.2.1 and 5.2) and of what builds on it.
struct OAuthError: Error, Sendable, Equatable {
    /// The registered values that this service uses.
    enum Code: String, Sendable {
        case accessDenied = "access_denied"
        case authorizationPending = "authorization_pending"
        case consentRequired = "consent_required"
        case expiredToken = "expired_token"
        case invalidBindingMessage = "invalid_binding_message"
        case invalidClient = "invalid_client"
        case invalidGrant = "invalid_grant"
        case invalidRequest = "invalid_request"
        case invalidScope = "invalid_scope"
        case invalidToken = "invalid_token"
        case loginRequired = "login_required"
        case registrationNotSupported = "registration_not_supported"
        case requestNotSupported = "request_not_supported"
        case requestURINotSupported = "request_uri_not_supported"
        case serverError = "server_error"
        case slowDown = "slow_down"
        case temporarilyUnavailable = "temporarily_unavailable"
        case unauthorizedClient = "unauthorized_client"
        case unmetAuthenticationRequirements = "unmet_authentication_requirements"
        case unsupportedGrantType = "unsupported_grant_type"
        case unsupportedResponseType = "unsupported_response_type"
    }

    let code: Code
    /// A sentence for whoever writes the application; ASCII without quotes and backslashes.
    let description: String
    /// Seconds until another try makes sense.
    let retryAfter: Int?

    init(_ code: Code, _ description: String, retryAfter: Int? = nil) {
        self.code = code
        self.description = description
        self.retryAfter = retryAfter
    }
}
