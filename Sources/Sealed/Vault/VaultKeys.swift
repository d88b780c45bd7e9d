import Encodings
import Primitives

/// What the master key becomes in one state of the file.
struct VaultKeys {
    /// Shows which master key the sections are sealed under.
    let commitment: [UInt8]
    private let portable: SecretBytes
    private let deviceBound: SecretBytes
    private let backupNote: SecretBytes

    init(master: SecretBytes, salt: [UInt8], id: VaultID) {
        var info = Array("sparekey-vault/v1 sections".utf8)
        info.appendInteger(VaultFile.suite)
        let derived = HKDF<SHA512>.deriveKey(
            inputKeyMaterial: master,
            salt: salt,
            info: info + id.bytes,
            outputByteCount: 4 * VaultFile.keyLength
        )
        portable = derived.slice(0..<32)
        deviceBound = derived.slice(32..<64)
        commitment = derived.slice(64..<96).exposedBytes()
        backupNote = derived.slice(96..<128)
    }

    /// The key of a section.
    subscript(section: VaultSection) -> SecretBytes {
        switch section {
        case .portable: portable
        case .deviceBound: deviceBound
        case .backupNote: backupNote
        }
    }
}
