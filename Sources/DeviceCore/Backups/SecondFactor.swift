import Backup
import Foundation
import Vault

extension DeviceApp {
    /// The label of an account here that looks like the second factor of the backup's own storage; nil where none does.
    ///
    /// Whoever loses the device would then lack what signs in to the storage that holds the backup.
    package func secondFactorOfStorage() async throws -> String? {
        let contents = try await vault().contents()
        guard let location = contents.deviceBound.backup?.location, let words = Self.hostWords(of: location) else {
            return nil
        }
        return contents.portable.entries.first { entry in
            let issuer = entry.issuer.lowercased()
            return entry.kind == .thirdParty && issuer.count >= 3 && words.contains { issuer.contains($0) }
        }?.label
    }

    /// What the issuer of an account at this storage could be called: the telling parts of its host's name.
    private static func hostWords(of location: String) -> [String]? {
        guard let parts = URLComponents(string: location) else { return nil }
        let endpoint = parts.queryItems?.first { $0.name == "endpoint" }?.value
        switch parts.scheme {
        case "webdav", "webdavs": return words(of: parts.host) + ["nextcloud", "owncloud"]
        case "s3": return endpoint.flatMap(URLComponents.init).map { words(of: $0.host) } ?? ["amazon", "aws"]
        default: return nil
        }
    }

    private static func words(of host: String?) -> [String] {
        let common: Set = [
            "www", "cloud", "dav", "webdav", "storage", "files", "api", "com", "org", "net", "localhost",
        ]
        return (host ?? "").lowercased().split(separator: ".").map(String.init)
            .filter { $0.count >= 4 && !common.contains($0) && !$0.allSatisfy(\.isNumber) }
    }
}
