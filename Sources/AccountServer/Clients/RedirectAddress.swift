import Foundation
import OutsideText

/// Addresses that people are sent to, compared byte for byte: what only looks the same, or is canonically equivalent in
/// Unicode, is another address.
enum RedirectAddress {
    /// Whether two addresses differ at most in the port of this machine's own IP address.
    static func isSameButForPort(_ one: String, _ other: String) -> Bool {
        guard let one = Loopback(one), let other = Loopback(other) else { return false }
        return one == other
    }

    /// Whether a browser can open an address, rather than an application.
    static func isOnTheWeb(_ address: String) -> Bool {
        address.begins(with: "https:") || address.begins(with: "http:")
    }

    /// The origin of a web address, as browsers write it; nil for any other address.
    static func origin(of address: String) -> String? {
        isOnTheWeb(address) ? URLComponents(address: address)?.webOrigin : nil
    }

    /// An address at which an application listens on the person's own machine (RFC 8252 section 7.3), without its port.
    private struct Loopback: Equatable {
        private let host: [UInt8]
        private let rest: [UInt8]

        init?(_ address: String) {
            let hosts = ["http://127.0.0.1", "http://[::1]"]
            guard let host = hosts.first(where: address.begins(with:)), var rest = address.without(prefix: host) else {
                return nil
            }
            if let behind = rest.without(prefix: ":") {
                let digits = behind.utf8.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
                guard digits.first != UInt8(ascii: "0"), PortRule.port(Substring(digits)) != nil else { return nil }
                rest = Substring(behind.utf8.dropFirst(digits.count))
            }
            guard rest.isEmpty || rest.begins(with: "/") || rest.begins(with: "?") else { return nil }
            (self.host, self.rest) = (Array(host.utf8), Array(rest.utf8))
        }
    }
}

extension SignInSettings {
    /// Whether people may come back to an address: one that was registered.
    ///
    /// An application without a secret may listen at any port of the person's own machine (RFC 8252 section 7.3): which
    /// one is free is known at the start only.
    func allows(redirect: String) -> Bool {
        redirects.contains { registered in
            registered.isSame(as: redirect)
                || (isPublic && RedirectAddress.isSameButForPort(registered, redirect))
        }
    }

    /// Whether people may be sent to an address after signing out.
    func allows(postLogoutRedirect: String) -> Bool {
        postLogoutRedirects.contains { registered in
            registered.isSame(as: postLogoutRedirect)
                || (isPublic && RedirectAddress.isSameButForPort(registered, postLogoutRedirect))
        }
    }

    /// Whether scripts of an origin may read answers: it is where an application without a secret runs in a browser.
    func allows(origin: String) -> Bool {
        guard isPublic else { return false }
        return redirects.compactMap(RedirectAddress.origin(of:)).contains { registered in
            registered.isSame(as: origin) || RedirectAddress.isSameButForPort(registered, origin)
        }
    }
}
