package import Encodings
package import LocalFiles
import OutsideText
import Primitives

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#endif

/// A folder as storage: a USB stick, a network drive, a folder that some other program copies elsewhere.
package final class FolderStorage: BackupStorage {
    private static let temporaryPrefix = ".new-"
    /// A temporary file this old belongs to a writer that was killed.
    private static let leftoverAge: Int64 = 3600

    private let folder: String

    /// The folder must exist when the storage is used, so that an unplugged stick is not mistaken for an empty one.
    package init(folder: String) {
        self.folder = folder
    }

    package func save(_ bytes: [UInt8], as name: ObjectName) throws(StorageError) {
        let root = try openRoot()
        do throws(FileFailure) {
            try root.makeFolder(name.backup.rawValue)
        } catch {
            throw StorageError(error)
        }
        let series = try open(name.backup, in: root)
        let temporary = Self.temporaryPrefix + Hex.encode(randomBytes(count: 16))
        do throws(FileFailure) {
            try removeLeftovers(in: series)
            defer { try? series.remove(temporary) }
            try series.create(temporary, bytes)
            try Self.publish(temporary, as: name.leaf, in: series)
            try series.synchronise()
            try root.synchronise()
        } catch {
            throw StorageError(error)
        }
    }

    package func load(_ name: ObjectName, limit: Int) throws(StorageError) -> [UInt8] {
        let series = try open(name.backup, in: try openRoot())
        do throws(FileFailure) {
            return try series.read(name.leaf, limit: limit)
        } catch {
            throw error.meansForeignObject ? .foreignObject : StorageError(error)
        }
    }

    package func list(_ backup: BackupID?) throws(StorageError) -> [ObjectName] {
        let root = try openRoot()
        let isOfAll = backup == nil
        let backups = if let backup { [backup] } else { try names(in: root).compactMap { BackupID($0) } }
        var objects: [ObjectName] = []
        for backup in backups {
            do throws(StorageError) {
                let series = try open(backup, in: root)
                for leaf in try names(in: series) {
                    // A link, a pipe or a folder of such a name is no object.
                    guard let name = ObjectName(backup: backup, leaf: leaf),
                        (try? series.status(of: leaf))?.isRegular == true
                    else { continue }
                    objects.append(name)
                }
            } catch .notFound {
                continue
            } catch .foreignObject where isOfAll {
                // Of another backup, which this one must not fail over.
                continue
            }
        }
        return objects
    }

    package func remove(_ name: ObjectName) throws(StorageError) {
        let root = try openRoot()
        let series = try open(name.backup, in: root)
        do throws(FileFailure) {
            _ = try series.status(of: name.leaf)
            try series.remove(name.leaf)
            try series.synchronise()
            // A folder that nothing is left in was made for nothing.
            if try root.removeFolder(name.backup.rawValue) { try root.synchronise() }
        } catch {
            throw StorageError(error)
        }
    }

    private func openRoot() throws(StorageError) -> OpenFolder {
        do throws(FileFailure) {
            return try OpenFolder(folder)
        } catch {
            throw [ENOENT, ENOTDIR].contains(error.code) ? .noFolder : StorageError(error)
        }
    }

    private func open(_ backup: BackupID, in root: borrowing OpenFolder) throws(StorageError) -> OpenFolder {
        do throws(FileFailure) {
            return try root.folder(backup.rawValue)
        } catch {
            throw error.meansForeignObject ? .foreignObject : StorageError(error)
        }
    }

    private func names(in folder: borrowing OpenFolder) throws(StorageError) -> [String] {
        do throws(FileFailure) {
            return try folder.names()
        } catch {
            throw StorageError(error)
        }
    }

    /// Gives a finished file its name unless the name is taken.
    private static func publish(
        _ temporary: String,
        as name: String,
        in series: borrowing OpenFolder
    ) throws(FileFailure) {
        do throws(FileFailure) {
            try series.link(temporary, to: name)
        } catch {
            guard error.meansNoSecondNames else { throw error }
            try claim(name, for: temporary, in: series)
        }
    }

    /// The way for file systems without second names: an empty file claims the name and is replaced in one step.
    ///
    /// Whoever reads the name in between finds an empty file, which is no snapshot.
    static func claim(_ name: String, for temporary: String, in series: borrowing OpenFolder) throws(FileFailure) {
        try series.create(name, [])
        do throws(FileFailure) {
            try series.move(temporary, to: name)
        } catch {
            try? series.remove(name)
            // A file system whose renaming never replaces keeps a taken name anyway.
            guard error.code == EEXIST else { throw error }
            try series.move(temporary, to: name)
        }
    }

    private func removeLeftovers(in series: borrowing OpenFolder) throws(FileFailure) {
        let now = Instant.now()
        for name in try series.names() where name.begins(with: Self.temporaryPrefix) {
            guard let status = try? series.status(of: name),
                now.seconds(since: Instant(seconds: Int64(status.modified))) > Self.leftoverAge
            else { continue }
            try series.remove(name)
        }
    }
}

extension StorageError {
    /// What a failed system call means for a storage.
    package init(_ failure: FileFailure) {
        switch failure.code {
        case ENOENT: self = .notFound
        case EEXIST: self = .alreadyExists
        case ENOSPC, EDQUOT: self = .full
        case EROFS: self = .readOnly
        case EACCES, EPERM: self = .refused
        case EFBIG: self = .tooLarge
        case EIO, ENXIO, ENODEV, ENOTCONN, ESTALE, ETIMEDOUT, EHOSTDOWN, EHOSTUNREACH: self = .unreachable
        default: self = .failed(failure.code)
        }
    }
}
