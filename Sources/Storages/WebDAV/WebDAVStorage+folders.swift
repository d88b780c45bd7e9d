import Encodings
import HTTPExchange
import OutsideText

extension WebDAVStorage {
    private static let question = Array(
        """
        <?xml version="1.0" encoding="utf-8"?>
        <propfind xmlns="DAV:"><prop><resourcetype/><getlastmodified/></prop></propfind>
        """.utf8
    )
    private static let listingLimit = 8 << 20

    func list(_ backup: BackupID?) throws(StorageError) -> [ObjectName] {
        if let backup { return try names(of: backup) }
        var names: [ObjectName] = []
        for item in try items(in: []).items where item.isFolder {
            guard let backup = BackupID(item.name) else { continue }
            names += try self.names(of: backup)
        }
        return names
    }

    private func names(of backup: BackupID) throws(StorageError) -> [ObjectName] {
        try items(in: [backup.rawValue]).items.compactMap { ObjectName(backup: backup, leaf: $0.name) }
    }

    /// What a folder holds; nothing where there is no such folder.
    func items(in folder: [String]) throws(StorageError) -> WebDAVListing {
        let answer = try send(
            .PROPFIND,
            address.folder(address.root + folder),
            headers: ["Depth": "1", "Content-Type": "application/xml"],
            body: Self.question,
            limit: Self.listingLimit
        )
        switch answer.status {
        case 207:
            guard let listing = WebDAVListing(answer) else { throw .badAnswer(207) }
            return listing
        case 404: return .empty
        // A web server, but not one that speaks WebDAV here.
        case 200..<300: throw .notThere
        case 405, 501: throw .noListing
        default: throw StorageError(answer)
        }
    }

    /// Makes a folder where it is missing, and those that it is in.
    func makeFolder(_ folder: [String]) throws(StorageError) {
        guard try !hasMade(folder) else { return }
        guard !folder.isEmpty else { throw .notThere }
        try makeFolder(folder.dropLast())
        guard try hasMade(folder) else { throw .notThere }
    }

    /// Whether the folder is there now; not where the one that it is in is missing.
    private func hasMade(_ folder: [String]) throws(StorageError) -> Bool {
        var answer = try send(.MKCOL, address.folder(folder))
        // Apache says 403 where two make one folder at once; asked again it says that the folder exists.
        if answer.status == 403 { answer = try send(.MKCOL, address.folder(folder)) }
        switch answer.status {
        // 405 is said of a folder that exists; rclone says 201 of it.
        case 200, 201, 204, 405: return true
        case 404, 409: return false
        default: throw StorageError(answer)
        }
    }

    /// Removes what killed writers left; that it fails is no failure of what was asked for.
    func removeLeftovers(of backup: BackupID) {
        guard let listing = try? items(in: [backup.rawValue]), let now = listing.now else { return }
        for item in listing.items where item.name.begins(with: Self.temporaryPrefix) {
            guard let modified = item.modified, now.seconds(since: modified) > Self.leftoverAge else { continue }
            _ = try? send(.DELETE, address.file([backup.rawValue, item.name]))
        }
    }
}
