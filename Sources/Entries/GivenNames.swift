package import OneTimePassword

/// Names that a person gives an account beside its address, in the place of those in the address.
package struct GivenNames: Sendable {
    /// The site; nil leaves what the address says.
    package let issuer: String?
    /// The name there; nil leaves what the address says.
    package let account: String?

    /// The names of the addresses themselves.
    package static let none = GivenNames(issuer: nil, account: nil)

    /// Names in the place of those in an address.
    package init(issuer: String?, account: String?) {
        self.issuer = issuer
        self.account = account
    }

    /// Whether any is given.
    package var isEmpty: Bool { issuer == nil && account == nil }

    /// The account with these names.
    package func naming(_ uri: OTPAuthURI) -> OTPAuthURI {
        var uri = uri
        uri.issuer = issuer ?? uri.issuer
        uri.account = account ?? uri.account
        uri.parameters = uri.parameters.asSteam(of: uri.issuer)
        return uri
    }
}
