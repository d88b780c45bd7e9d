import Foundation

/// The address of an account service: https, or http on this machine only.
package struct ServiceAddress: Sendable, Hashable, CustomStringConvertible {
    /// The address without a trailing slash, its scheme and host in lower case.
    package let text: String

    /// Checks an address as a person typed it; `accounts.example.org` means https.
    package init(_ typed: String) throws(ServiceAddressError) {
        let trimmed = typed.trimmingCharacters(in: .whitespacesAndNewlines)
        let full = trimmed.contains("://") ? trimmed : "https://\(trimmed)"
        guard trimmed.utf8.count <= 512, var parts = URLComponents(string: full),
            let scheme = parts.scheme?.lowercased(),
            let host = parts.host?.lowercased(), !host.isEmpty, parts.user == nil, parts.password == nil,
            parts.query == nil, parts.fragment == nil, scheme == "https" || scheme == "http"
        else { throw .invalid }
        guard scheme == "https" || Self.isLoopback(host) else { throw .insecure }
        parts.scheme = scheme
        parts.host = host
        while parts.path.hasSuffix("/") { parts.path.removeLast() }
        guard let text = parts.string else { throw .invalid }
        self.text = text
    }

    package var description: String { text }

    private static func isLoopback(_ host: String) -> Bool {
        if ["localhost", "::1", "[::1]"].contains(host) { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
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
