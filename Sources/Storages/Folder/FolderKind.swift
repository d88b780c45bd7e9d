import OutsideText

extension StorageKind {
    /// A folder of this system.
    package static let folder = StorageKind(
        name: "folder",
        schemes: ["folder"],
        fields: [FolderFields.path],
        read: { _, rest, base in FolderFields.address(base.absolute(rest)) },
        location: { typed in
            let path = typed[FolderFields.path]
            return path.isEmpty ? nil : "folder:\(path)"
        }
    )
}

/// What a form asks for a folder, and what its path says.
private enum FolderFields {
    static let path = StorageField("folder", .folder, label: "path", example: "/media/stick/backup")

    /// A folder that a provider's own program keeps in step has the provider's name.
    static let providers = ["dropbox", "google", "icloud", "mega", "nextcloud", "onedrive", "owncloud", "pcloud"]

    static func address(_ path: String) -> StorageAddress {
        let lower = path.lowercased()
        return StorageAddress(
            text: path,
            place: path.pieces(at: "/").last.map { String($0) } ?? path,
            words: providers.filter { lower.holds("/\($0)") },
            storage: { _, system in system.folder(path) }
        )
    }
}
