import Foundation
import OutsideText
package import Vault

/// A folder as storage: a USB stick, a network drive, a folder that some other program copies elsewhere.
package struct FolderStorage: BackupStorage {
    private static let temporaryPrefix = ".new-"
    /// A temporary file this old belongs to a writer that was killed.
    private static let leftoverAge = 3600

    private let folder: String

    /// The folder must exist when the storage is used, so that an unplugged stick is not mistaken for an empty one.
    package init(folder: String) {
        self.folder = folder
    }

    @concurrent
    package func save(_ bytes: [UInt8], as name: ObjectName) async throws(StorageError) {
        try checkFolder()
        let series = path(of: name.backup)
        let temporary = series + "/" + Self.temporaryPrefix + EntryID.random().rawValue
        do throws(FileFailure) {
            try Files.makeFolder(series)
            try removeLeftovers(in: series)
            defer { try? Files.remove(temporary) }
            try Files.create(temporary, bytes)
            try publish(temporary, as: path(of: name))
            try Files.synchroniseFolder(series)
            try Files.synchroniseFolder(folder)
        } catch {
            throw StorageError(error)
        }
    }

    @concurrent
    package func load(_ name: ObjectName, limit: Int) async throws(StorageError) -> [UInt8] {
        try checkFolder()
        do throws(FileFailure) {
            return try Files.read(path(of: name), limit: limit)
        } catch {
            throw StorageError(error)
        }
    }

    @concurrent
    package func list(_ backup: BackupID?) async throws(StorageError) -> [ObjectName] {
        try checkFolder()
        let backups = if let backup { [backup] } else { try names(in: folder).compactMap { BackupID(checking: $0) } }
        var objects: [ObjectName] = []
        for backup in backups {
            objects += try names(in: path(of: backup)).compactMap { ObjectName(backup: backup, leaf: $0) }
        }
        return objects
    }

    private func names(in folder: String) throws(StorageError) -> [String] {
        do throws(FileFailure) {
            return try Files.names(in: folder)
        } catch {
            if error.code == ENOENT { return [] }
            throw StorageError(error)
        }
    }

    @concurrent
    package func remove(_ name: ObjectName) async throws(StorageError) {
        try checkFolder()
        do throws(FileFailure) {
            _ = try Files.status(of: path(of: name))
            try Files.remove(path(of: name))
            try Files.synchroniseFolder(path(of: name.backup))
        } catch {
            throw StorageError(error)
        }
    }

    private func checkFolder() throws(StorageError) {
        do throws(FileFailure) {
            guard try Files.status(of: folder).isFolder else { throw FileFailure(code: ENOTDIR) }
        } catch {
            if error.code == ENOENT || error.code == ENOTDIR { throw .unreachable }
            throw StorageError(error)
        }
    }

    /// Gives a finished file its name unless the name is taken.
    private func publish(_ temporary: String, as name: String) throws(FileFailure) {
        do throws(FileFailure) {
            try Files.link(temporary, to: name)
        } catch {
            guard error.meansNoSecondNames else { throw error }
            try Self.claim(name, for: temporary)
        }
    }

    /// The way for file systems without second names: an empty file claims the name and is replaced in one step.
    ///
    /// Whoever reads the name in between finds an empty file, which is no snapshot.
    static func claim(_ name: String, for temporary: String) throws(FileFailure) {
        try Files.create(name, [])
        do throws(FileFailure) {
            try Files.move(temporary, to: name)
        } catch {
            try? Files.remove(name)
            throw error
        }
    }

    private func removeLeftovers(in series: String) throws(FileFailure) {
        let now = Int(Date().timeIntervalSince1970)
        for name in try Files.names(in: series) where name.begins(with: Self.temporaryPrefix) {
            let path = series + "/" + name
            guard let status = try? Files.status(of: path), now - status.modified > Self.leftoverAge else { continue }
            try Files.remove(path)
        }
    }

    private func path(of backup: BackupID) -> String {
        (folder.ends(with: "/") ? folder : folder + "/") + backup.rawValue
    }

    private func path(of name: ObjectName) -> String {
        path(of: name.backup) + "/" + name.leaf
    }
}

extension StorageError {
    /// What a failed system call means for a storage.
    init(_ failure: FileFailure) {
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
