import Encodings
import OutsideText
import Primitives

/// `webdavs://user@host:port/path?ca=/file.pem`, or `webdav:` on this machine.
struct WebDAVAddress: Sendable, Hashable {
    let origin: HTTPOrigin
    let user: String?
    /// The folder that the backups' folders are in.
    let root: [String]
    /// A file with the certificates to trust instead of the system's.
    let certificates: String?

    init(scheme: String, rest: String, base: PathBase) throws(StorageLocationError) {
        let address = try NetworkAddress(rest)
        try address.allow(["ca"])
        origin = try HTTPOrigin(isSecure: scheme == "webdavs", host: address.host, port: address.port)
        // A colon would end the name in Basic authentication, RFC 7617 section 2.
        guard address.user?.holds(":") != true else { throw .malformed }
        user = address.user
        root = address.path
        certificates = address.query["ca"].map(base.absolute)
    }

    var text: String {
        var text = "//" + (user.map { PercentEncoding.encode($0) + "@" } ?? "") + origin.authority
        text += root.isEmpty ? "/" : PercentEncoding.path(root)
        if let certificates { text += "?ca=" + PercentEncoding.encode(certificates, keeping: "/") }
        return text
    }

    func storage(
        password: SecretBytes?,
        network: (_ certificates: String?) throws(StorageLocationError) -> StorageNetwork
    ) throws(StorageLocationError) -> any BackupStorage {
        guard user == nil || password != nil else { throw .passwordNeeded }
        let network = try network(certificates)
        return RetryingStorage(WebDAVStorage(address: self, password: password, network: network), network)
    }

    /// The address of a folder; servers want the slash at the end.
    func folder(_ segments: [String]) -> String {
        origin.description + PercentEncoding.path(segments) + "/"
    }

    /// The address of a file in a backup's folder.
    func file(_ segments: [String]) -> String {
        origin.description + PercentEncoding.path(root + segments)
    }
}
