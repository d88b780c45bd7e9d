import DeviceCore
import Storages

/// A storage as people speak of it: its kind, and the folder, server or bucket.
enum StorageName {
    /// The name of the storage at a location.
    static func shown(_ location: String, _ words: Catalogue) -> String {
        guard let storage = try? StorageLocation(location) else { return location }
        return "\(words.text(storage.kind.nameKey)) · \(storage.place)"
    }
}
