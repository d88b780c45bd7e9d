import DeviceCore
import Encodings
import Foundation
import OutsideText
import Primitives
import Storages

/// The fields that say where a storage is; they become one location and one password.
struct StorageForm: Sendable {
    /// Nil for a kind that is not known.
    let kind: StorageKind?
    let folder: String
    let url: String
    let user: String
    let bucket: String
    let endpoint: String
    let region: String
    let key: String
    /// Folders to choose from.
    var proposals: [String] = []

    /// What a template ticks.
    var ticked: [String: Bool] {
        Dictionary(uniqueKeysWithValues: StorageKind.allCases.map { ($0.rawValue, $0 == kind) })
    }

    /// The empty form, with the drives that are plugged in to choose from.
    init() {
        self.init(folder: "")
        proposals = FolderSearch().drives.map { "\($0)/sparekey" }
    }

    /// The form of a storage that has a backup already: where one drive has one, its folder is filled in.
    static func holdingBackup() -> StorageForm {
        let found = FolderSearch().backups
        var form = StorageForm(folder: found.count == 1 ? found[0] : "")
        form.proposals = found
        return form
    }

    private init(folder: String) {
        (kind, url, user, bucket, endpoint, region, key) = (.folder, "", "", "", "", "", "")
        self.folder = folder
    }

    /// The fields as they were typed.
    init(_ form: PageForm) {
        let choice = form["kind"]
        kind = choice.isEmpty ? .folder : StorageKind(rawValue: choice)
        folder = form["folder"]
        url = form["url"]
        user = form["user"]
        bucket = form["bucket"]
        endpoint = form["endpoint"]
        region = form["region"]
        key = form["key"]
    }

    /// The location, in the one form that the command line takes as well; nil where nothing was typed.
    var location: String? {
        switch kind {
        case .webdav: webDAV
        case .s3: bucket.isEmpty ? nil : s3
        case .folder: folder.isEmpty ? nil : "folder:\(folder)"
        case nil: nil
        }
    }

    /// The password of the storage account, where this kind has one.
    func password(_ form: PageForm) -> SecretBytes? {
        switch kind {
        case .webdav: SecretBytes(utf8: form.typed("storagePassword"))
        case .s3: SecretBytes(utf8: form.typed("secret"))
        case .folder, nil: nil
        }
    }

    private var webDAV: String? {
        guard !url.isEmpty else { return nil }
        let (before, rest) = url.cut(at: "://") ?? ("https", url[...])
        let scheme = before.lowercased()
        let isPlain = scheme == "http" || scheme == "webdav"
        let account = user.isEmpty ? "" : PercentEncoding.encode(user) + "@"
        return "\(isPlain ? "webdav" : "webdavs")://\(account)\(rest)"
    }

    private var s3: String {
        let account = key.isEmpty ? "" : PercentEncoding.encode(key) + "@"
        let options = [
            endpoint.isEmpty ? nil : "endpoint=\(endpoint)",
            region.isEmpty ? nil : "region=\(region)",
        ].compactMap(\.self)
        return "s3://\(account)\(bucket)" + (options.isEmpty ? "" : "?" + options.joined(separator: "&"))
    }
}
