package import Encodings
import LocalFiles
package import Primitives

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#endif

/// Keeps the key of a vault with a passphrase for some minutes, so that nobody need be asked each time.
package protocol UnlockCache: Sendable {
    /// The key of a vault, which its store's name stands for, while it is kept.
    func key(for vault: String) -> KeptKey?

    /// Keeps the key of a vault from now on.
    ///
    /// Where it cannot be kept, the next use asks again.
    func remember(_ key: KeptKey, for vault: String)

    /// Forgets the key of a vault.
    func forget(_ vault: String)
}

/// The key of a vault while it is kept.
package struct KeptKey: Sendable, Equatable {
    /// The vault's master key.
    package let key: SecretBytes
    /// The store's lock mark from before the passphrase was asked for: once that is another, the vault was locked.
    package let lockMark: [UInt8]

    /// A key and the mark that it is kept under.
    package init(_ key: SecretBytes, lockMark: [UInt8]) {
        self.key = key
        self.lockMark = lockMark
    }
}

/// Keeps keys from one command to the next.
///
/// A key is stored in the user's run-time folder, which is in memory, readable by the user only, gone at log-out. A
/// folder there that another user made, or may look into, keeps nothing.
package struct FileUnlockCache: UnlockCache {
    private static let keyLength = 32
    /// The lock mark follows the key.
    private static let lengthLimit = keyLength + 32

    private let folder: String
    private let now: @Sendable () -> Instant

    /// How long a key is kept after the passphrase was typed.
    package static let duration: Int64 = 600

    /// Nil where the system has no run-time folder.
    package init?(runtimeFolder: String?, now: @escaping @Sendable () -> Instant = { Instant.now() }) {
        guard let runtimeFolder, !runtimeFolder.isEmpty else { return nil }
        folder = runtimeFolder + "/sparekey"
        self.now = now
    }

    package func key(for vault: String) -> KeptKey? {
        let name = fileName(for: vault)
        guard let folder = try? ownFolder(), let status = try? folder.status(of: name),
            status.isRegular, status.isPrivate
        else { return nil }
        let age = now().seconds(since: Instant(seconds: Int64(status.modified)))
        guard (0..<Self.duration).contains(age) else {
            try? folder.remove(name)
            return nil
        }
        guard var bytes = try? folder.read(name, limit: Self.lengthLimit), bytes.count >= Self.keyLength else {
            return nil
        }
        defer { wipe(&bytes) }
        let lockMark = Array(bytes.dropFirst(Self.keyLength))
        var key = Array(bytes.prefix(Self.keyLength))
        return KeptKey(SecretBytes(wiping: &key), lockMark: lockMark)
    }

    package func remember(_ key: KeptKey, for vault: String) {
        try? Files.makeFolders(folder)
        guard let folder = try? ownFolder() else { return }
        var exposed = key.key.exposedBytes()
        var bytes = exposed + key.lockMark
        defer {
            wipe(&exposed)
            wipe(&bytes)
        }
        let name = fileName(for: vault)
        try? folder.remove(name)
        try? folder.create(name, bytes, waiting: false)
    }

    package func forget(_ vault: String) {
        guard let folder = try? ownFolder() else { return }
        try? folder.remove(fileName(for: vault))
    }

    /// The folder, if it is this user's alone.
    private func ownFolder() throws(FileFailure) -> OpenFolder {
        let folder = try OpenFolder(folder)
        guard try folder.status().isPrivate else { throw FileFailure(code: EPERM) }
        return folder
    }

    private func fileName(for vault: String) -> String {
        // A vault is locked too by whoever calls its folder otherwise: from where they are, or by a link.
        Hex.encode(SHA256.hash(Array((FolderPath.real(vault) ?? vault).utf8)).prefix(16))
    }
}
