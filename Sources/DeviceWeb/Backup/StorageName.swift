import DeviceCore
import Foundation
import OutsideText

/// A storage as people speak of it: its kind, and the folder, server or bucket.
enum StorageName {
    /// The name of the storage at a location.
    static func shown(_ location: String, _ words: Catalogue) -> String {
        let folder = "folder:"
        if location.utf8.starts(with: folder.utf8) {
            let path = String(decoding: location.utf8.dropFirst(folder.utf8.count), as: UTF8.self)
            return "\(words.text("page.storage.kind.folder")) · \(URL(filePath: path).lastPathComponent)"
        }
        guard let parts = URLComponents(address: location), let host = parts.host, let scheme = parts.scheme else {
            return location
        }
        return "\(words.text(scheme == "s3" ? "page.storage.kind.s3" : "page.storage.kind.webdav")) · \(host)"
    }
}
