import Encodings

/// Why a text is not accepted as an `otpauth` URI.
package enum OTPAuthURIError: Error, Sendable, Hashable {
    /// The text is something else: scan or paste the right one.
    case notAnOTPAuthURI
    /// The text is an export of Google Authenticator with any number of accounts: import it instead.
    case migrationExport
    /// The text is a code of Microsoft Authenticator, which no other app understands: choose another app at Microsoft.
    case microsoftAuthenticator
    /// The text holds more than one address, or one that is broken over several lines: give them one by one.
    case severalURIs
    /// The type, in lower case, is not one whose codes this app can make.
    case unsupportedType(String)
    /// There is no secret.
    case missingSecret
    /// The secret holds characters outside Base32.
    case invalidSecret
    /// The secret holds no whole byte.
    case emptySecret
    /// The number of digits is not 4 to 10.
    case invalidDigits
    /// The period is not 1 to 86400 seconds.
    case invalidPeriod
    /// The hash function is not SHA-1, SHA-256 or SHA-512.
    case invalidAlgorithm
    /// The counter is not a number from 0 to 2^64 - 1.
    case invalidCounter
    /// The text, or the secret in it, is longer than any real one.
    case tooLong
}

extension OTPAuthURIError: CustomStringConvertible {
    // Names in this list may be shown; any other type can be a piece of a malformed label.
    private static let namedTypes: Set = ["motp", "yaotp", "pipush"]

    /// The cause in words, without any part of the secret or the label.
    package var description: String {
        switch self {
        case .notAnOTPAuthURI: "this is not an otpauth URI"
        case .migrationExport: "this is an export of Google Authenticator, which has to be imported"
        case .microsoftAuthenticator: "this is a code for Microsoft Authenticator alone"
        case .severalURIs: "this is more than one address"
        case .unsupportedType(let type) where Self.namedTypes.contains(type): "codes of type \(type) are not supported"
        case .unsupportedType: "codes of this type are not supported"
        case .missingSecret: "the secret is missing"
        case .invalidSecret: "the secret is not Base32: \(Base32Error.foreignCharacter)"
        case .emptySecret: "the secret is empty"
        case .invalidDigits: OTPParameterError.invalidDigits.description
        case .invalidPeriod: OTPParameterError.invalidPeriod.description
        case .invalidAlgorithm: "the algorithm must be SHA1, SHA256 or SHA512"
        case .invalidCounter: "the counter must be a number from 0 to \(UInt64.max)"
        case .tooLong: "the otpauth URI is too long"
        }
    }
}
