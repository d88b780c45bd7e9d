/// Why a server could not be talked to.
package enum NetworkFailure: Error, Sendable, Hashable {
    /// No answer came, or not a whole one.
    case unreachable
    /// The body of the answer is longer than was asked for.
    case tooLarge
    /// The server cannot show that it is the one that was asked for; why, where that could be found out.
    case untrusted(CertificateProblem?)
    /// The proxy does not let the connection through.
    case proxyRefused(ProxyAddress)
    /// A variable holds no proxy's address.
    case invalidProxy(variable: String)
    /// The library that talks to servers is not installed here, or is too old.
    case noLibrary
    /// Nobody waits for the answer any more.
    case cancelled
}

/// What is wrong with a server's certificate.
package enum CertificateProblem: String, Sendable, Hashable {
    /// It was valid once.
    case certificateExpired
    /// It will be valid later, by this device's clock.
    case certificateNotYetValid
    /// It is another host's.
    case certificateForOtherHost
    /// Nobody that is trusted here has signed it.
    case unknownAuthority
}

/// The proxy that a connection goes through.
package struct ProxyAddress: Sendable, Hashable {
    /// Whether it speaks SOCKS 5 rather than HTTP.
    package let isSOCKS: Bool
    /// Its host.
    package let host: String
    /// Its port.
    package let port: Int
    /// The user name that it wants.
    package let user: String?
    /// That user's password.
    package let password: String?

    /// An address with its parts.
    package init(isSOCKS: Bool, host: String, port: Int, user: String?, password: String?) {
        self.isSOCKS = isSOCKS
        self.host = host
        self.port = port
        self.user = user
        self.password = password
    }

    /// The address without user name and password.
    package var text: String { (isSOCKS ? "socks5://" : "http://") + host + ":" + String(port) }
}
