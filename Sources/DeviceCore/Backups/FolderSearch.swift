import Encodings
import LocalFiles

/// Looks for backups on the drives that are plugged in, so that nobody has to know where a desktop mounts them.
package struct FolderSearch: Sendable {
    // A drive with many folders is not searched to its end: a form waits for the answer.
    private static let limit = 200
    private let places: [String]

    /// A search in the places where desktops mount the drives of the user.
    package init() {
        let user = UserFolders.userName
        self.init(places: ["/media/\(user)", "/run/media/\(user)"])
    }

    /// A search in places whose folders are drives.
    package init(places: [String]) {
        self.places = places
    }

    /// The folders that hold a backup: a drive itself, or a folder right on it.
    package var backups: [String] {
        drives.flatMap { drive in
            ([drive] + folders(in: drive)).filter(Self.holdsBackup)
        }
    }

    /// The drives, by name.
    package var drives: [String] { places.flatMap(folders) }

    private func folders(in folder: String) -> [String] {
        let names = (try? Files.names(in: folder)) ?? []
        return names.sorted().prefix(Self.limit).map { "\(folder)/\($0)" }.filter {
            (try? Files.status(of: $0).isFolder) == true
        }
    }

    private static func holdsBackup(_ folder: String) -> Bool {
        let names = (try? Files.names(in: folder)) ?? []
        return names.prefix(limit).contains { BackupID($0) != nil }
    }
}
