import Foundation
import OutsideText

/// What an application may do as a relying party of OpenID Connect.
package struct SignInSettings: Sendable, Equatable {
    /// Where people come back to after a sign-in, compared byte by byte; without one nobody signs in there.
    package var redirects: [String]
    /// Where people may be sent after signing out.
    package var postLogoutRedirects: [String]
    /// How the ID tokens for it are signed.
    package var algorithm: SigningAlgorithm
    /// Whether it runs where it can keep no secret, such as on a phone or in a browser.
    package var isPublic: Bool
    /// Whether a code is good only with the verifier of its challenge (RFC 7636).
    package var needsPKCE: Bool
    /// Whether people are asked before it learns who they are.
    package var needsConsent: Bool
    /// Whether it may ask a person's devices on its own, without a browser (CIBA).
    package var mayAskDevices: Bool

    /// Describes what an application may do; nothing but have codes checked, if nothing is said.
    package init(
        redirects: [String] = [],
        postLogoutRedirects: [String] = [],
        algorithm: SigningAlgorithm = .rs256,
        isPublic: Bool = false,
        needsPKCE: Bool = true,
        needsConsent: Bool = true,
        mayAskDevices: Bool = false
    ) {
        self.redirects = redirects
        self.postLogoutRedirects = postLogoutRedirects
        self.algorithm = algorithm
        self.isPublic = isPublic
        self.needsPKCE = needsPKCE
        self.needsConsent = needsConsent
        self.mayAskDevices = mayAskDevices
    }

    /// All addresses that people are sent to.
    package var addresses: [String] { redirects + postLogoutRedirects }

    /// Throws unless the settings go together.
    func check() throws(RelyingPartyError) {
        for redirect in addresses where !Self.isAcceptable(redirect) {
            throw .invalidRedirect(redirect)
        }
        // Without a secret, the verifier is all that ties the code to the application.
        guard needsPKCE || !isPublic else { throw .publicWithoutPKCE }
        guard !mayAskDevices || !isPublic else { throw .publicMayNotAsk }
    }

    /// Whether people may be sent to an address: `https`, `http` on this machine, or an application's own scheme, which
    /// has a dot (RFC 8252 section 7.1); never with a fragment.
    static func isAcceptable(_ redirect: String) -> Bool {
        guard (1...1000).contains(redirect.utf8.count), redirect.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
            !redirect.holds("#"), !redirect.holds("\\"),
            let parts = URLComponents(address: redirect), let scheme = parts.scheme?.lowercased(),
            parts.user == nil, parts.password == nil
        else { return false }
        switch scheme {
        case "https": return parts.host?.isEmpty == false
        case "http":
            return LoopbackHost.isLoopback(parts.host ?? "")
        default: return scheme.holds(".") && (parts.host?.isEmpty ?? true)
        }
    }
}
