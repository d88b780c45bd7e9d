package import Encodings
package import OneTimePassword

extension OTPAuthURIError: Explainable {
    package var failure: Failure {
        switch self {
        case .notAnOTPAuthURI: Failure(.notAnOTPAuthURI)
        case .migrationExport: Failure(.migrationURI)
        case .microsoftAuthenticator: Failure(.microsoftURI)
        case .severalURIs: Failure(.severalURIs)
        // The type is not shown: in a malformed address it can be a piece of the label.
        case .unsupportedType: Failure(.unsupportedURIType)
        case .missingSecret: Failure(.missingSecret)
        case .invalidSecret: Failure(.foreignCharacters)
        case .emptySecret: Failure(.secretLength)
        case .invalidDigits: Failure(.invalidParameter, ["parameter": "digits"])
        case .invalidPeriod: Failure(.invalidParameter, ["parameter": "period"])
        case .invalidAlgorithm: Failure(.invalidParameter, ["parameter": "algorithm"])
        case .invalidCounter: Failure(.invalidParameter, ["parameter": "counter"])
        case .tooLong: Failure(.uriTooLong)
        }
    }
}

extension OTPParameterError: Explainable {
    package var failure: Failure {
        switch self {
        case .invalidDigits: Failure(.invalidParameter, ["parameter": "digits"])
        case .invalidPeriod: Failure(.invalidParameter, ["parameter": "period"])
        }
    }
}

extension Base32Error: Explainable {
    package var failure: Failure {
        Failure(.foreignCharacters)
    }
}

extension OTPAuthURI.Notice {
    /// The key of the notice's words.
    package var wordKey: String {
        switch self {
        case .irregularSecret: "notice.irregularSecret"
        case .issuerDiffers: "notice.issuerDiffers"
        case .damagedText: "notice.damagedText"
        case .guessedEncoding: "notice.guessedEncoding"
        case .missingCounter: "notice.missingCounter"
        case .repeatedParameter: "notice.repeatedParameter"
        case .ignoredParameter: "notice.ignoredParameter"
        }
    }
}
