import WebPages

/// How the browser takes an answer to an application.
enum ResponseMode: String, Codable, Sendable, CaseIterable {
    /// In the address (OAuth 2.0 Multiple Response Type Encoding Practices, section 2.1).
    case query
    /// As a form that the browser posts (OAuth 2.0 Form Post Response Mode).
    case formPost = "form_post"
}

/// What an application is told, where, and in which way.
struct AuthorizationAnswer: Sendable {
    /// The address that the application asked for.
    let redirect: String
    let mode: ResponseMode
    /// What it is told; a field without a value is left out.
    let fields: KeyValuePairs<String, String?>

    /// Tells a code.
    init(code: String, to redirect: String, by mode: ResponseMode, state: String?, issuer: PublicURL) {
        self.redirect = redirect
        self.mode = mode
        fields = ["code": code, "state": state, "iss": issuer.text]
    }

    /// Tells an error.
    init(_ error: OAuthError, to redirect: String, by mode: ResponseMode, state: String?, issuer: PublicURL) {
        self.redirect = redirect
        self.mode = mode
        fields = [
            "error": error.code.rawValue, "error_description": error.description, "state": state, "iss": issuer.text,
        ]
    }

    /// Where the browser goes with an answer in the address.
    var address: String {
        "\(redirect)\(redirect.utf8.contains(UInt8(ascii: "?")) ? "&" : "?")\(FormFields.encode(fields))"
    }
}
