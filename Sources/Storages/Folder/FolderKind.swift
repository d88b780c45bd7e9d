import OutsideText

extension StorageKind {
    /// A folder of this system.
    package static let folder = StorageKind(
        name: "folder",
        schemes: ["folder"],
        fields: [FolderFields.path],
        read: { _, rest, base throws(StorageLocationError) in
            // It would become a path, which is stored and shown.
            guard !TypedAddress.mayHoldPassword(rest) else { throw .passwordInLocation }
            guard !TypedAddress.isAddress(rest) else { throw .addressForFolder }
            return StorageAddress(folder: base.absolute(rest))
        },
        location: { typed in
            let path = typed[FolderFields.path]
            return path.isEmpty ? nil : "folder:\(path)"
        }
    )
}

/// What a form asks for a folder.
private enum FolderFields {
    static let path = StorageField("folder", .folder, label: "path", example: "/media/stick/backup")
}

extension StorageAddress {
    /// A folder that a provider's own program keeps in step has the provider's name.
    private static let providers = [
        "dropbox", "google", "icloud", "mega", "nextcloud", "onedrive", "owncloud", "pcloud",
    ]

    /// What the path of a folder says.
    fileprivate init(folder path: String) {
        let lower = path.lowercased()
        self.init(
            text: path,
            place: path.pieces(at: "/").last.map { String($0) } ?? path,
            providerWords: Self.providers.filter { lower.holds("/\($0)") },
            storage: { _, system in system.folder(path) }
        )
    }
}
