package import Encodings
import LocalFiles
import OutsideText
import Primitives
package import Storages
package import Vault

/// The folder of a storage as a place that can be recognised: a mount point is there without its drive as well.
package final class FolderPlace: RecognisedPlace {
    private static let markName = ".place"
    private static let markLength = 32

    private let folder: String

    /// The place of a storage; nil for one on the network.
    package init?(_ location: StorageLocation) {
        guard location.kind == .folder else { return nil }
        folder = location.path
    }

    /// What to remember of the place, which has just kept a snapshot of a backup; the first one leaves a mark there.
    ///
    /// Nil where no mark can be left.
    package func remembered(_ backup: BackupID) -> KnownPlace? {
        guard let mark = mark(of: backup) ?? leaveMark(of: backup), let identity = try? Files.identity(ofFolder: folder)
        else { return nil }
        return KnownPlace(fileSystem: identity, mark: mark, drive: drive)
    }

    /// Whether this is the place that is remembered, or another folder on its file system, so that no drive is missing.
    package func isThere(_ known: KnownPlace, _ backup: BackupID) -> Bool {
        if mark(of: backup) == known.mark { return true }
        guard let identity = try? Files.identity(ofFolder: folder) else { return false }
        return Files.areOnOneFileSystem(identity, known.fileSystem)
    }

    /// Whether the place that is remembered was a folder of this computer, rather than of a drive that can be missing.
    package func isFolder(_ known: KnownPlace) -> Bool {
        known.drive == name && !Self.mountPlaces.contains { folder.begins(with: $0) }
    }

    // Where a drive is the folder itself, its place tells.
    private static let mountPlaces = ["/media/", "/run/media/", "/mnt/", "/Volumes/"]

    private var name: String { FolderPath.name(of: folder) }

    private var drive: String { Files.drive(of: folder) ?? name }

    private func mark(of backup: BackupID) -> String? {
        guard let series = try? OpenFolder(folder).folder(backup.rawValue),
            let bytes = try? series.read(Self.markName, limit: Self.markLength),
            bytes.count == Self.markLength, bytes.allSatisfy(Hex.isLowerCaseDigit)
        else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func leaveMark(of backup: BackupID) -> String? {
        guard let series = try? OpenFolder(folder).folder(backup.rawValue) else { return nil }
        let mark = Hex.encode(randomBytes(count: Self.markLength / 2))
        do throws(FileFailure) {
            // A file of this name that is no mark is one that a killed writer left.
            try series.remove(Self.markName)
            try series.create(Self.markName, Array(mark.utf8))
            return mark
        } catch {
            return nil
        }
    }
}

extension BackupPlace {
    /// The place of a storage; `location` is where it is.
    package init(_ storage: any BackupStorage, at location: StorageLocation) {
        self.init(storage: storage, folder: FolderPlace(location))
    }
}
