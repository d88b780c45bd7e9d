import OutsideText

/// Where a storage is, as the user gives it: `folder:/media/stick`, `webdavs://user@host/path`, `s3://bucket/prefix`.
///
/// A location never holds a secret: it is shown, stored and written into messages.
package struct StorageLocation: Sendable, Hashable, CustomStringConvertible {
    /// The kind of storage.
    package let kind: StorageKind
    /// What the location begins with, lower case.
    let scheme: String
    /// What follows the colon, in its one canonical form; for a folder its absolute path.
    package let path: String

    let address: StorageAddress

    /// Reads a location; its relative paths are those of `base`.
    init(_ text: String, base: PathBase) throws(StorageLocationError) {
        guard let (before, after) = text.cut(at: ":") else { throw .noScheme }
        let scheme = before.lowercased()
        let rest = String(after)
        guard let kind = StorageKind(scheme: scheme) else { throw .unknownScheme }
        guard !rest.isEmpty, !rest.utf8.contains(0) else { throw .noPath }
        address = try kind.read(scheme, rest, base)
        self.kind = kind
        self.scheme = scheme
        path = address.text
    }

    package var description: String { scheme + ":" + path }

    /// What people call it: the folder, server or bucket.
    package var place: String { address.place }

    /// What the issuer of an account with whoever runs it could be called: telling words in lower case.
    package var providerWords: [String] { address.providerWords }

    /// The same location without encryption, which only a server on this computer may go without; nil for any other.
    package var withoutEncryption: String? { address.withoutEncryption }

    package static func == (left: StorageLocation, right: StorageLocation) -> Bool {
        left.scheme.isSame(as: right.scheme) && left.path.isSame(as: right.path)
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(Array(scheme.utf8))
        hasher.combine(Array(path.utf8))
    }
}

/// Why a text is no storage location, or one that no storage can be made from.
package enum StorageLocationError: Error, Sendable, Equatable {
    /// No kind of storage stands before a colon.
    case noScheme
    /// No storage of this kind is known.
    case unknownScheme
    /// Nothing stands behind the colon.
    case noPath
    /// A part is missing, unknown, given twice or not in its form.
    case malformed
    /// The same of the location of a folder on a WebDAV server.
    case noWebDAVAddress
    /// The same of the location of a bucket.
    case noS3Location
    /// Where the name of a bucket should be stands what can be none.
    case noBucket
    /// Where the path of a folder should be stands the address of a server.
    case addressForFolder
    /// The address of the server that a bucket is at can be none.
    case noS3Server
    /// A password stands in the location, which is no place for one.
    case passwordInLocation
    /// It is an unencrypted address of another machine.
    case insecure
    /// This storage wants a password, and none is given.
    case passwordNeeded
    /// Neither the location nor the password names the access key that the secret belongs to.
    case noAccessKey
    /// The file with the certificates to trust cannot be read.
    case unreadableCertificates(path: String)
}
