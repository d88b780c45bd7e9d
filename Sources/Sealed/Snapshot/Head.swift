package import Encodings
package import Primitives

/// What the account service knows of the newest snapshot; only a holder of the backup key can make one.
package struct Head: Sendable, Hashable {
    /// The snapshot's number, from 1.
    package let generation: UInt64
    /// The SHA-256 of the whole file.
    package let hash: [UInt8]
    /// The number of the backup key.
    package let epoch: UInt32
    /// HMAC-SHA-256 over the rest.
    package let mac: [UInt8]

    /// A head as the service returned it; see ``verifies(key:backup:)``.
    package init(generation: UInt64, hash: [UInt8], epoch: UInt32, mac: [UInt8]) {
        self.generation = generation
        self.hash = hash
        self.epoch = epoch
        self.mac = mac
    }

    /// The head that names a snapshot file.
    package static func make(
        file: [UInt8],
        generation: UInt64,
        epoch: UInt32,
        backup: BackupID,
        key: SecretBytes
    ) -> Head {
        let hash = BackupFormat.sha256(file)
        let message = message(generation: generation, hash: hash, epoch: epoch)
        let mac = HMAC<SHA256>.authenticationCode(for: message, using: macKey(key, backup: backup, epoch: epoch))
        return Head(generation: generation, hash: hash, epoch: epoch, mac: mac)
    }

    /// Whether a holder of the backup key made this head for this backup.
    package func verifies(key: SecretBytes, backup: BackupID) -> Bool {
        guard hash.count == BackupFormat.hashLength else { return false }
        return HMAC<SHA256>.isValidAuthenticationCode(
            mac,
            authenticating: Self.message(generation: generation, hash: hash, epoch: epoch),
            using: Self.macKey(key, backup: backup, epoch: epoch)
        )
    }

    private static func message(generation: UInt64, hash: [UInt8], epoch: UInt32) -> [UInt8] {
        var message: [UInt8] = []
        message.appendInteger(generation)
        message += hash
        message.appendInteger(epoch)
        return message
    }

    private static func macKey(_ key: SecretBytes, backup: BackupID, epoch: UInt32) -> SecretBytes {
        var info = Array("head/v1".utf8) + backup.bytes
        info.appendInteger(epoch)
        return HKDF<SHA512>.deriveKey(inputKeyMaterial: key, info: info, outputByteCount: 32)
    }
}
