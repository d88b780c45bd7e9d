package import Sodium

/// The kinds of storage, one line each.
enum StorageKind {
    case folder
    case later

    static let all: [String: StorageKind] = [
        "folder": .folder,
        "s3": .later,
        "webdav": .later,
        "webdavs": .later,
    ]
}

/// Makes storages from their locations.
package enum StorageRegistry {
    /// The storage at a location; `password` is its account's, where it has one.
    package static func storage(
        at location: StorageLocation,
        password: SecretBytes? = nil
    ) throws(StorageLocationError) -> any BackupStorage {
        switch StorageKind.all[location.scheme] {
        case .folder: FolderStorage(folder: location.path)
        case .later: throw .notYetSupported(scheme: location.scheme)
        case nil: throw .unknownScheme
        }
    }
}
