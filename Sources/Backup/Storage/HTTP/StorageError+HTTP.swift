import NIOSSL
import OutsideText

extension StorageError {
    /// What a status that is not success means, unless the operation gives it a meaning of its own.
    init(_ answer: HTTPAnswer) {
        switch answer.status {
        case 300..<400: self = .redirected
        case 401, 403, 407: self = .refused
        case 404, 410: self = .notFound
        case 412: self = .alreadyExists
        case 413: self = .tooLarge
        case 423, 429, 503: self = .busy(after: HTTPTime.retryAfter(answer.headers))
        case 507: self = .full
        case 501, 505: self = .badAnswer(answer.status)
        case 500: self = .serverFault
        case 408, 502..<600: self = .unreachable
        default: self = .badAnswer(answer.status)
        }
    }

    /// What an error of the network means: that the server is not whom it should be, or that it cannot be reached.
    init(network error: any Error) {
        switch error {
        case let error as StorageError: self = error
        case NIOSSLError.handshakeFailed(.sslError(let stack)) where "\(stack)".holds("CERTIFICATE_VERIFY_FAILED"):
            self = .untrusted
        case NIOSSLError.noCertificateToValidate, NIOSSLError.unableToValidateCertificate: self = .untrusted
        case let error as NIOSSLExtraError
        where [.failedToValidateHostname, .serverHostnameImpossibleToMatch].contains(error):
            self = .untrusted
        default: self = .unreachable
        }
    }
}
