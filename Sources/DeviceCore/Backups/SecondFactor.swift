import OutsideText
import Storages
package import Vault

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension VaultContents {
    /// The label of an account here that looks like the second factor of the backup's own storage; nil where none does.
    ///
    /// Whoever loses the device would then lack what signs in to the storage that holds the backup.
    /// With an identifier only that entry is looked at.
    package func secondFactorOfStorage(_ id: String? = nil) -> String? {
        guard let location = deviceBound.backup?.location else { return nil }
        let provider = StorageProvider(location)
        let looked = listing.filter { id == nil || $0.id == id }
        return looked.first { !["personal", "work"].contains($0.kind) && provider.isNamed(by: $0.issuer) }?.wholeLabel
    }
}

/// Who runs a storage, as far as its location tells.
struct StorageProvider {
    /// What the issuer of an account there could be called: telling words in lower case.
    private let words: [String]

    init(_ location: String) {
        guard let parts = URLComponents(address: location) else {
            words = []
            return
        }
        switch StorageKind(location: location) {
        case .webdav:
            words = Self.words(of: parts.host) + ["nextcloud", "owncloud"]
        case .s3:
            let endpoint = parts.queryItems?.first { $0.name == "endpoint" }?.value
            let host = endpoint.map { URLComponents(address: $0)?.host } ?? "amazonaws.com"
            words = Self.words(of: host) + (host?.ends(with: "amazonaws.com") == true ? ["aws"] : [])
        case .folder:
            // A folder that a provider's own program keeps in step has the provider's name.
            let path = location.lowercased()
            words = ["dropbox", "google", "icloud", "mega", "nextcloud", "onedrive", "owncloud", "pcloud"]
                .filter { path.holds("/\($0)") }
        case nil:
            words = []
        }
    }

    /// Whether an account of this issuer looks like one at the storage.
    func isNamed(by issuer: String) -> Bool {
        let issuer = issuer.lowercased()
        let parts = issuer.split { !$0.isLetter && !$0.isNumber }
        return words.contains { word in
            // Hosts are longer than names: amazonaws, backblazeb2, cloudflarestorage.
            parts.contains { $0 == word || $0.count >= 5 && word.begins(with: $0) }
                || word.count >= 4 && issuer.holds(word)
        }
    }

    /// The parts of a host's name that tell whose it is.
    private static func words(of host: String?) -> [String] {
        let common: Set = [
            "www", "cloud", "dav", "webdav", "storage", "files", "api", "com", "org", "net", "localhost",
        ]
        return (host ?? "").lowercased().pieces(at: ".").map(String.init)
            .filter { $0.count >= 4 && !common.contains($0) && !$0.allSatisfy(\.isNumber) }
    }
}
