import Primitives

/// What a location says, by the kind of storage.
enum StorageAddress: Sendable {
    /// A folder of this system.
    case folder(String)
    case webdav(WebDAVAddress)
    case s3(S3Address)

    /// Reads what follows the colon.
    init(_ kind: StorageKind, scheme: String, rest: String, base: PathBase) throws(StorageLocationError) {
        switch kind {
        case .folder: self = .folder(base.absolute(rest))
        case .webdav: self = .webdav(try WebDAVAddress(scheme: scheme, rest: rest, base: base))
        case .s3: self = .s3(try S3Address(rest: rest, base: base))
        }
    }

    /// What follows the colon, in its one canonical form.
    var text: String {
        switch self {
        case .folder(let path): path
        case .webdav(let address): address.text
        case .s3(let address): address.text
        }
    }

    /// The storage at this address; `password` is its account's, where it has one.
    ///
    /// `network` makes the way to a server, which is trusted by the certificates of a file, if any is named.
    func storage(
        password: SecretBytes?,
        folder: (String) -> any BackupStorage,
        network: (_ certificates: String?) throws(StorageLocationError) -> StorageNetwork
    ) throws(StorageLocationError) -> any BackupStorage {
        switch self {
        case .folder(let path): folder(path)
        case .webdav(let address): try address.storage(password: password, network: network)
        case .s3(let address): try address.storage(password: password, network: network)
        }
    }
}

/// What relative paths are relative to; `~` stands for the home folder.
struct PathBase: Sendable {
    /// The absolute form of a path.
    let absolute: @Sendable (String) -> String
}
