package import Crypto
package import Foundation
import Sodium
package import Vault

/// Keeps the key of a vault with a passphrase for some minutes, so that nobody need be asked each time.
package protocol UnlockCache: Sendable {
    /// The key of a vault, while it is kept.
    func key(for home: VaultHome) -> SymmetricKey?

    /// Keeps the key of a vault from now on.
    ///
    /// Where it cannot be kept, the next use asks again.
    func remember(_ key: SymmetricKey, for home: VaultHome)

    /// Forgets the key of a vault.
    func forget(_ home: VaultHome)
}

/// Keeps keys from one command to the next.
///
/// A key lies in the user's run-time folder, which is in memory, readable by the user alone, and gone at log-out.
package struct FileUnlockCache: UnlockCache {
    private let folder: URL
    private let now: @Sendable () -> Date

    /// How long a key is kept after the passphrase was typed.
    package static let duration: TimeInterval = 600

    /// Nil where the system has no run-time folder.
    package init?(runtimeFolder: String?, now: @escaping @Sendable () -> Date = { Date() }) {
        guard let runtimeFolder, !runtimeFolder.isEmpty else { return nil }
        folder = URL(filePath: runtimeFolder).appending(path: "sparekey")
        self.now = now
    }

    package func key(for home: VaultHome) -> SymmetricKey? {
        let path = file(for: home).path
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
            let made = attributes[.modificationDate] as? Date,
            attributes[.posixPermissions] as? Int == 0o600
        else { return nil }
        let age = now().timeIntervalSince(made)
        guard (0..<Self.duration).contains(age) else {
            forget(home)
            return nil
        }
        guard var data = FileManager.default.contents(atPath: path), data.count == 32 else { return nil }
        defer { data.resetBytes(in: data.indices) }
        return SymmetricKey(data: data)
    }

    package func remember(_ key: SymmetricKey, for home: VaultHome) {
        let manager = FileManager.default
        let owner: [FileAttributeKey: Any] = [.posixPermissions: 0o700]
        try? manager.createDirectory(at: folder, withIntermediateDirectories: true, attributes: owner)
        forget(home)
        var bytes = SecretBytes(copying: key).exposedBytes()
        defer { wipe(&bytes) }
        _ = manager.createFile(
            atPath: file(for: home).path,
            contents: Data(bytes),
            attributes: [.posixPermissions: 0o600]
        )
    }

    package func forget(_ home: VaultHome) {
        try? FileManager.default.removeItem(at: file(for: home))
    }

    private func file(for home: VaultHome) -> URL {
        let path = URL(filePath: home.directory).standardizedFileURL.path
        return folder.appending(path: Hex.encode(SHA256.hash(data: Data(path.utf8)).prefix(16)))
    }
}
