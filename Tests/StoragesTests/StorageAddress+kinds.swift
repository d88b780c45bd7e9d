@testable import Storages

extension StorageAddress {
    /// The address of a bucket; nil for any other.
    var s3: S3Address? {
        if case .s3(let address) = self { address } else { nil }
    }

    /// The address of a WebDAV folder; nil for any other.
    var webdav: WebDAVAddress? {
        if case .webdav(let address) = self { address } else { nil }
    }
}
