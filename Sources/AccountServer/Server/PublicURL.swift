import Foundation
import OutsideText
import Synchronization

/// The address under which people and applications reach the service, and so the issuer of its tokens.
package struct PublicURL: Sendable, Equatable {
    /// The address, without a slash at its end.
    package let text: String
    /// Scheme, host and port, as browsers write them in `Origin`.
    let origin: String
    /// The path below which a proxy serves the service; empty for none.
    let prefix: String

    /// Reads an address: `https`, or `http` on this machine; nil for anything else.
    ///
    /// A name in another script is kept in ASCII.
    package init?(_ text: String) {
        guard text.utf8.count <= 200, let parts = URLComponents(address: text), let scheme = parts.scheme?.lowercased(),
            let host = parts.encodedHost?.lowercased(), let origin = parts.webOrigin,
            parts.user == nil, parts.password == nil, parts.query == nil, parts.fragment == nil
        else { return nil }
        guard scheme == "https" || (scheme == "http" && LoopbackHost.isLoopback(host)) else {
            return nil
        }
        var prefix = Substring(parts.percentEncodedPath)
        while let shorter = prefix.without(suffix: "/") { prefix = shorter }
        guard prefix.wholeMatch(of: /(\/[A-Za-z0-9._~-]+)*/) != nil else { return nil }
        self.origin = origin
        self.prefix = String(prefix)
        self.text = origin + prefix
    }

    /// Whether browsers reach the service over TLS.
    var isSecure: Bool { origin.begins(with: "https:") }

    /// Whether only this machine reaches the service.
    package var isLoopback: Bool { !isSecure }

    /// The host alone, without brackets.
    var hostName: String {
        let host = URLComponents(address: origin)?.encodedHost ?? ""
        return host.without(prefix: "[")?.without(suffix: "]").map(String.init) ?? host
    }

    /// Host and port, for people.
    var host: String { origin.cut(at: "://").map { String($0.after) } ?? "" }
}

extension URLComponents {
    /// Scheme, host and port as browsers write them in `Origin`: in lower case, the host in ASCII (RFC 5890), and no
    /// port where it is the usual one.
    var webOrigin: String? {
        guard let scheme = scheme?.lowercased(), let host = encodedHost?.lowercased(), !host.isEmpty,
            host.utf8.allSatisfy({ $0 < 0x80 })
        else { return nil }
        let name = host.without(prefix: "[")?.without(suffix: "]").map(String.init) ?? host
        let port = port.flatMap { $0 == (scheme == "https" ? 443 : 80) ? nil : ":\($0)" } ?? ""
        return "\(scheme)://\(name.utf8.contains(UInt8(ascii: ":")) ? "[\(name)]" : name)\(port)"
    }
}

/// The public address, which a service on loopback knows once it listens.
final class PublicAddress: Sendable {
    private let known: Mutex<PublicURL?>

    /// Takes the address that was configured, if any.
    init(_ configured: PublicURL?) {
        known = Mutex(configured)
    }

    /// The address; nil for a service that others reach but that was not told how.
    var url: PublicURL? { known.withLock { $0 } }

    /// Notes where the service listens; a configured address stays.
    func note(_ url: PublicURL?) {
        known.withLock { $0 = $0 ?? url }
    }
}
