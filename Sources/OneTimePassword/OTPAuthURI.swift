package import Primitives

/// What an `otpauth` URI says about one account.
package struct OTPAuthURI: Sendable, Equatable {
    /// The longest URI in bytes that this type writes for what it has read.
    package static let maximumLength = 4096
    /// The longest secret in bytes that is read.
    package static let maximumSecretLength = 1024

    /// The site or company, or the empty text.
    package var issuer: String
    /// The name of the account at the issuer, or the empty text.
    package var account: String
    /// The secret that is shared with the issuer.
    package var secret: SecretBytes
    /// How the secret becomes codes.
    package var parameters: OTPParameters
    /// What was odd in the text that was read; empty for a value that was not read from a text.
    package var notices: [Notice]

    /// Creates a value without notices.
    package init(issuer: String, account: String, secret: SecretBytes, parameters: OTPParameters = .standard) {
        self.issuer = issuer
        self.account = account
        self.secret = secret
        self.parameters = parameters
        notices = []
    }
}

extension OTPAuthURI {
    /// An oddity that did not keep the URI from being read.
    package enum Notice: Sendable, Hashable, CustomStringConvertible {
        /// The Base32 of the secret has an illegal length or left-over bits, which were dropped.
        case irregularSecret
        /// The label names another issuer than the parameter, which was followed.
        case issuerDiffers
        /// The label or the issuer held control characters or bytes that are not UTF-8, which were replaced.
        case damagedText
        /// The label or the issuer held bytes that are not UTF-8, and was read as ISO 8859-1.
        case guessedEncoding
        /// A HOTP account came without its counter, and 0 was taken.
        case missingCounter
        /// A parameter came more than once, and the first was taken.
        case repeatedParameter(String)
        /// A parameter that this app does not know, or one without a value, was left out.
        case ignoredParameter(String)

        /// The oddity in words, without any part of the URI.
        package var description: String {
            switch self {
            case .irregularSecret: "the secret has an unusual length; its left-over bits were dropped"
            case .issuerDiffers: "the label names another issuer than the issuer parameter, which was followed"
            case .damagedText: "unreadable characters in the label or the issuer were replaced"
            case .guessedEncoding: "the label or the issuer is in an old encoding, which was guessed"
            case .missingCounter: "the counter is missing and was set to 0"
            case .repeatedParameter: "a parameter came more than once and the first was taken"
            case .ignoredParameter: "a parameter was ignored"
            }
        }
    }
}

extension OTPAuthURI: CustomStringConvertible, CustomDebugStringConvertible {
    /// A text that shows neither secret nor label.
    package var description: String { "OTPAuthURI(redacted)" }
    /// A text that shows neither secret nor label.
    package var debugDescription: String { description }
}
