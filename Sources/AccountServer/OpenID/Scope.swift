import OutsideText

/// What an application may ask for.
enum Scope: String, Codable, Sendable, CaseIterable {
    /// Who it is.
    case openid
    /// The user name, the name, and the organisation.
    case profile
    /// An e-mail address that the person chooses.
    case email
    /// The organisation, and whether the person administers it.
    case groups
    /// To act while nobody is there: a refresh token.
    case offlineAccess = "offline_access"

    /// The scopes of a list, in an order of their own; unknown ones are left out (OpenID Connect Core, 3.1.2.1).
    static func read(_ text: String) -> [Scope] {
        let names = Set(text.pieces(at: " ").map(String.init))
        return allCases.filter { names.contains($0.rawValue) }
    }

    /// The list of scopes.
    static func write(_ scopes: [Scope]) -> String {
        scopes.map(\.rawValue).joined(separator: " ")
    }
}
