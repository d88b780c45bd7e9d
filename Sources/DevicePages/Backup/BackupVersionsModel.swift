import DeviceCore

/// The snapshots in the storage.
struct BackupVersionsModel {
    let versions: [BackupVersionModel]
}

/// One snapshot.
struct BackupVersionModel {
    let generation: String
    let made: String
    let entries: String
    let state: String
    let canRestore: Bool
}

extension BackupVersionModel {
    init(_ version: BackupVersionListing, _ words: Catalogue) {
        generation = String(version.generation)
        made = version.made.map(words.moment) ?? "–"
        entries = version.entries.map { words.text($0, "page.backup.accounts", ["n": String($0)]) } ?? ""
        state = version.state == .intact ? "" : words.text("versions.\(version.state.rawValue)")
        canRestore = version.state == .intact
    }
}

/// What restoring a snapshot would add.
struct BackupPreviewModel {
    let generation: String
    let made: String
    let added: [String]
    let hasAdded: Bool
}

extension BackupPreviewModel {
    init(_ preview: RestorePreview, _ words: Catalogue) {
        generation = String(preview.generation)
        made = words.moment(preview.made)
        added = preview.added
        hasAdded = !added.isEmpty
    }
}
