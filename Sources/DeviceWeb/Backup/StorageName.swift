import DeviceCore
import Foundation
import OutsideText
import Storages

/// A storage as people speak of it: its kind, and the folder, server or bucket.
enum StorageName {
    /// The name of the storage at a location.
    static func shown(_ location: String, _ words: Catalogue) -> String {
        guard let kind = StorageKind(location: location), let place = place(location, kind) else { return location }
        return "\(words.text("page.storage.kind.\(kind.rawValue)")) · \(place)"
    }

    private static func place(_ location: String, _ kind: StorageKind) -> String? {
        switch kind {
        case .folder: location.cut(at: ":").map { URL(filePath: String($0.after)).lastPathComponent }
        case .webdav, .s3: URLComponents(address: location)?.host
        }
    }
}
