import AsyncHTTPClient
import Foundation
import NIOSSL
import OutsideText

/// Why a server could not be talked to.
package enum NetworkFailure: Error, Sendable, Equatable {
    /// No answer came, or not a whole one.
    case unreachable
    /// The server cannot show that it is the one that was asked for; why, where that could be found out.
    case untrusted(CertificateProblem?)
    /// The proxy does not let the connection through.
    case proxyRefused(ProxyAddress)
    /// A variable holds no proxy's address.
    case invalidProxy(variable: String)
}

/// What is wrong with a server's certificate.
package enum CertificateProblem: String, Sendable {
    /// It was valid once.
    case certificateExpired
    /// It will be valid later, by this device's clock.
    case certificateNotYetValid
    /// It is another host's.
    case certificateForOtherHost
    /// Nobody that is trusted here has signed it.
    case unknownAuthority
}

extension NetworkFailure {
    /// What an error of the network means; a certificate that is not trusted is looked at once more to say why.
    package static func explaining(
        _ error: any Error,
        url: String,
        proxy: ProxyAddress?
    ) async -> NetworkFailure {
        if let known = error as? NetworkFailure { return known }
        switch error {
        case let error as NIOSSLExtraError
        where [.failedToValidateHostname, .serverHostnameImpossibleToMatch].contains(error):
            return .untrusted(.certificateForOtherHost)
        case NIOSSLError.handshakeFailed(.sslError(let stack)) where "\(stack)".holds("CERTIFICATE_VERIFY_FAILED"):
            guard proxy == nil else { return .untrusted(nil) }
            return .untrusted(await CertificateInspection.problem(of: url))
        case NIOSSLError.noCertificateToValidate, NIOSSLError.unableToValidateCertificate:
            return .untrusted(nil)
        case let error as HTTPClientError where error == .proxyAuthenticationRequired:
            return proxy.map { NetworkFailure.proxyRefused($0) } ?? .unreachable
        case let error as HTTPClientError
        where [.invalidProxyResponse, .httpProxyHandshakeTimeout, .socksHandshakeTimeout, .connectTimeout].contains(
            error
        ):
            return proxy.map { NetworkFailure.proxyRefused($0) } ?? .unreachable
        default:
            // What is connected to is the proxy.
            if let proxy, "\(type(of: error))".holds("Connection") { return .proxyRefused(proxy) }
            return .unreachable
        }
    }
}
