import Encodings
package import LocalFiles
import Primitives
package import Vault

/// The one origin that the pages have: `http://HOST:PORT`.
///
/// The host is a name below `localhost`, which browsers take to loopback (RFC 6761 section 6.3). Cookies know no ports:
/// `127.0.0.1`, or a name that others can guess, would hand ours to whoever listens beside us.
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
    ///
    /// Its name comes from random bytes in a file that only the owner of the folder can read.
    package init(of home: VaultHome, port: Int? = nil) throws(FileFailure) {
        let bytes = try Self.name(in: home)
        // Below the ports that systems give to outgoing connections.
        let usual = 20_000 + (Int(bytes[0]) << 8 | Int(bytes[1])) % 12_000
        self.init(host: "sparekey-\(Hex.encode(bytes)).localhost", port: port ?? usual)
    }

    private static let nameLength = 16

    private static func name(in home: VaultHome) throws(FileFailure) -> [UInt8] {
        try Files.makeFolder(home.directory)
        if let kept = try? Files.read(home.pageName, limit: nameLength), kept.count == nameLength { return kept }
        let new = randomBytes(count: nameLength)
        let temporary = home.pageName + "-" + Hex.encode(randomBytes(count: 4))
        try Files.create(temporary, new)
        try Files.move(temporary, to: home.pageName)
        return new
    }

    /// The `Host` header of a request to it.
    package var authority: String { "\(host):\(port)" }

    /// The `Origin` header of a request from its pages.
    package var text: String { "http://\(authority)" }

    /// The name of the cookie.
    var cookieName: String { "sparekey-page" }
}
