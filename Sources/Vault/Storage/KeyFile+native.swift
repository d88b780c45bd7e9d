import LocalFiles
import Primitives
import Sealed

/// The key file, which stands in for a passphrase: it keeps the vault from whoever copies the vault alone.
extension VaultFolder {
    private static let keyFileLength = 32

    /// Makes a key file in place of one that no vault uses.
    func makeKeyFile() throws(VaultError) -> SecretBytes {
        let key = SecretBytes.random(count: Self.keyFileLength)
        var bytes = key.exposedBytes()
        defer { wipe(&bytes) }
        let file = AtomicFile(folder: home.directory, path: home.keyFile, previous: nil, afterStep: { _ in })
        try file.write(bytes) { _ throws(VaultError) in }
        return key
    }

    /// The bytes of the key file, which nobody else may be able to read.
    func readKeyFile() throws(VaultError) -> SecretBytes {
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

    /// Removes a key file that does not open the vault any more.
    func removeKeyFile(unlessUsedBy slots: [Keyslot]) {
        guard !slots.contains(where: { $0.kind == .keyFile }) else { return }
        // The vault is written already; a key file that stays opens nothing and goes at the next write.
        try? Files.remove(home.keyFile)
    }
}
