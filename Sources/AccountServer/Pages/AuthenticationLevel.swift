/// How someone signed in on a page.
enum AuthenticationLevel: String, Codable, Sendable, CaseIterable {
    /// A device of the account has approved, with the number that the page showed.
    case approval
    /// A verification code was typed.
    case code

    /// The value of the claim `acr`.
    var acr: String { "urn:sparekey:\(rawValue)" }

    /// The values of the claim `amr` (RFC 8176): a key that the device holds, or a one-time password.
    ///
    /// Each is one kind of evidence. Whether a device asked for a passphrase before it used its key, the service cannot
    /// know, so nothing says `mfa`.
    var amr: [String] {
        switch self {
        case .approval: ["swk"]
        case .code: ["otp"]
        }
    }

    /// The level that a value of `acr_values` asks for; nil for one that is unknown here.
    init?(acr: some StringProtocol) {
        guard let level = Self.allCases.first(where: { $0.acr == acr }) else { return nil }
        self = level
    }
}
