package import AccountAPI
package import HTTPExchange
import Storages

/// Why a call to the account service failed.
package enum AccountError: Error {
    /// No answer came.
    case unreachable(place: String)
    /// The service cannot show that it is the one that was asked for.
    case untrusted(place: String, CertificateProblem?)
    /// The file with the certificates to trust cannot be read.
    case unreadableAuthorities(path: String)
    /// The proxy at this address does not let the connection through.
    case proxyRefused(String)
    /// The variable with this name holds no proxy's address.
    case invalidProxy(String)
    /// The library that talks to servers is not installed here, or is too old.
    case noNetworkLibrary
    /// The answer is none that this version understands.
    case badAnswer(place: String)
    /// The service refused, and says why.
    case problem(Problem, place: String)
    /// What the service asked for was not shown.
    case stopped(Failure)
}

extension AccountError {
    /// What a transport's failure means.
    init(_ error: any Error, place: String) {
        if case .unreadableCertificates(let path) = error as? StorageLocationError {
            self = .unreadableAuthorities(path: path)
            return
        }
        switch error as? NetworkFailure {
        case .untrusted(let problem): self = .untrusted(place: place, problem)
        case .proxyRefused(let proxy): self = .proxyRefused(proxy.text)
        case .invalidProxy(let variable): self = .invalidProxy(variable)
        case .noLibrary: self = .noNetworkLibrary
        case .unreachable, .tooLarge, .cancelled, nil: self = .unreachable(place: place)
        }
    }
}
