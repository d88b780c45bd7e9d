import Foundation
import OutsideText
import Primitives

/// What a location of one kind of storage says; a new kind conforms to this and gets a case of ``StorageKind``.
protocol StorageAddress: Sendable {
    /// Reads what follows the colon.
    init(scheme: String, rest: String, base: PathBase) throws(StorageLocationError)

    /// What follows the colon, in its one canonical form.
    var text: String { get }

    /// The storage at this address; `password` is its account's, where it has one.
    func storage(password: SecretBytes?, patience: Patience) throws(StorageLocationError) -> any BackupStorage
}

/// What relative paths are relative to.
struct PathBase: Sendable {
    let workingDirectory: String
    let home: String

    /// The absolute form of a path; `~` stands for the home folder.
    func absolute(_ path: String) -> String {
        var path = path
        if path == "~" || path.begins(with: "~/") {
            path = home + path.dropFirst()
        } else if !path.begins(with: "/") {
            path = workingDirectory + "/" + path
        }
        return (path as NSString).standardizingPath
    }
}

/// A folder of this system.
struct FolderAddress: StorageAddress {
    let text: String

    init(scheme: String, rest: String, base: PathBase) throws(StorageLocationError) {
        text = base.absolute(rest)
    }

    func storage(password: SecretBytes?, patience: Patience) throws(StorageLocationError) -> any BackupStorage {
        FolderStorage(folder: text)
    }
}
