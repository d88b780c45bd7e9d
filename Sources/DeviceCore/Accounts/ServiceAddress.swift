import OutsideText

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The address of an account service: https, or http on this machine only.
package struct ServiceAddress: Sendable, Hashable, CustomStringConvertible {
    /// The address without a trailing slash, its scheme and host in lower case.
    package let text: String

    /// Checks an address as a person typed it; `accounts.example.org` means https.
    package init(_ typed: String) throws(ServiceAddressError) {
        let trimmed = String(typed.trimmed())
        let full = trimmed.holds("://") ? trimmed : "https://\(trimmed)"
        guard trimmed.utf8.count <= 512, var parts = URLComponents(address: full),
            let scheme = parts.scheme?.lowercased(),
            let host = parts.host.flatMap({ InternationalHost.ascii($0.lowercased()) }), !host.isEmpty,
            parts.user == nil, parts.password == nil, parts.query == nil, parts.fragment == nil,
            scheme == "https" || scheme == "http"
        else { throw .invalid }
        guard scheme == "https" || LoopbackHost.isLoopback(host) else { throw .insecure }
        parts.scheme = scheme
        parts.host = host
        while parts.path.ends(with: "/") { parts.path.removeLast() }
        guard let text = parts.string else { throw .invalid }
        self.text = text
    }

    package var description: String { text }
}

/// Why an address cannot be used.
package enum ServiceAddressError: Explainable {
    /// It is not an http or https address.
    case invalid
    /// It is plain http to another machine.
    case insecure

    package var failure: Failure {
        switch self {
        case .invalid: Failure(.invalidServiceAddress)
        case .insecure: Failure(.insecureServiceAddress)
        }
    }
}
