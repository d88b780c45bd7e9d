import Crypto
import Foundation

/// The one origin that the pages have: `http://HOST:PORT`.
///
/// The host is a name below `localhost`, which browsers take to loopback (RFC 6761 section 6.3) and which no other
/// server on this machine has: cookies know no ports, so `127.0.0.1` would hand ours to whoever listens beside us.
package struct PageOrigin: Sendable, Equatable {
    /// The name, without the port.
    package let host: String
    /// The port.
    package let port: Int

    /// Takes the parts.
    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// The origin of the vault in a folder: the same at each start, so that an installed page finds its app again.
    package init(homeFolder path: String, port: Int? = nil) {
        let digest = Array(SHA256.hash(data: Data("sparekey page/v1\n\(path)".utf8)))
        let name = digest.prefix(4).map { String(format: "%02x", $0) }.joined()
        let usual = 20_000 + (Int(digest[4]) << 8 | Int(digest[5])) % 20_000
        self.init(host: "sparekey-\(name).localhost", port: port ?? usual)
    }

    /// The `Host` header of a request to it.
    package var authority: String { "\(host):\(port)" }

    /// The `Origin` header of a request from its pages.
    package var text: String { "http://\(authority)" }

    /// The name of the cookie.
    var cookieName: String { "sparekey-page" }
}
