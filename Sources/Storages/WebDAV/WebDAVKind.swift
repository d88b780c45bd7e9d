import Encodings
import OutsideText

extension StorageKind {
    /// A folder on a WebDAV server.
    package static let webdav = StorageKind(
        name: "webdav",
        schemes: ["webdavs", "webdav"],
        fields: [WebDAVFields.url, WebDAVFields.user, WebDAVFields.password],
        read: { scheme, rest, base throws(StorageLocationError) in
            do throws(StorageLocationError) {
                return StorageAddress(try WebDAVAddress(scheme: scheme, rest: rest, base: base))
            } catch {
                throw error == .malformed ? .noWebDAVAddress : error
            }
        },
        location: WebDAVFields.location
    )
}

/// What a form asks for a WebDAV folder.
private enum WebDAVFields {
    static let url = StorageField(
        "url",
        .address,
        example: "https://cloud.example.org/remote.php/dav/files/me/backup"
    )
    static let user = StorageField("user")
    static let password = StorageField("storagePassword", .secret, label: "password")

    @Sendable static func location(_ typed: TypedFields) -> String? {
        guard !typed[url].isEmpty else { return nil }
        let (before, rest) = typed[url].cut(at: "://") ?? ("https", typed[url][...])
        let scheme = before.lowercased()
        let isPlain = scheme.isSame(as: "http") || scheme.isSame(as: "webdav")
        let account = typed[user].isEmpty ? "" : PercentEncoding.encode(typed[user]) + "@"
        return "\(isPlain ? "webdav" : "webdavs")://\(account)\(rest)"
    }
}

extension StorageAddress {
    /// What the address of a WebDAV folder says.
    fileprivate init(_ address: WebDAVAddress) {
        self.init(
            text: address.text,
            place: address.origin.host,
            providerWords: HostWords.telling(address.origin.host) + ["nextcloud", "owncloud"],
            withoutEncryption: address.origin.isSecureHere ? "webdav:" + address.text : nil,
            storage: { password, system throws(StorageLocationError) in
                try address.storage(password: password, network: system.network)
            }
        )
    }
}
