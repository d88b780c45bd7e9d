import LocalFiles
package import Primitives

/// The key file, which stands in for a passphrase: it keeps the vault from whoever copies the vault alone.
extension FolderVaultStore {
    private static let keyFileLength = 32

    /// The bytes of the key file, which nobody else may be able to read.
    package func loadKey() throws(VaultError) -> SecretBytes {
        var bytes: [UInt8]
        let mode: UInt32
        do throws(FileFailure) {
            mode = try Files.status(of: home.keyFile).mode
            bytes = try Files.read(home.keyFile, limit: Self.keyFileLength)
        } catch {
            switch VaultError(reading: error) {
            case .files(.missing): throw .unlocking(.keyFileMissing)
            case .format: throw .unlocking(.wrongKeyFile)
            case let other: throw other
            }
        }
        let key = SecretBytes(wiping: &bytes)
        guard mode & 0o077 == 0 else { throw .unlocking(.keyFileExposed) }
        guard key.count == Self.keyFileLength else { throw .unlocking(.wrongKeyFile) }
        return key
    }

    /// Puts a key file in the place of one that no vault uses; the caller holds the lock.
    func writeKey(_ key: SecretBytes) throws(VaultError) {
        var bytes = key.exposedBytes()
        defer { wipe(&bytes) }
        let file = AtomicFile(folder: home.directory, path: home.keyFile, previous: nil, afterStep: { _ in })
        try file.write(bytes) { _ throws(VaultError) in }
    }
}
