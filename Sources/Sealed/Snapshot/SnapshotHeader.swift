import Encodings
import Primitives

/// The first 132 bytes of a snapshot, all of which its ciphertext is bound to.
package struct SnapshotHeader {
    package static let length = 132
    static let version: UInt16 = 1
    /// HKDF-SHA512, XChaCha20-Poly1305, key commitment, padding from 16 KiB.
    static let suite: UInt16 = 1

    private static let magic = Array("spkysn\r\n".utf8)

    let backup: BackupID
    package let epoch: UInt32
    package let generation: UInt64
    let salt: [UInt8]
    let nonce: [UInt8]
    let commitment: [UInt8]
    let ciphertextLength: UInt32

    init(
        backup: BackupID,
        epoch: UInt32,
        generation: UInt64,
        salt: [UInt8],
        nonce: [UInt8],
        commitment: [UInt8],
        ciphertextLength: UInt32
    ) {
        self.backup = backup
        self.epoch = epoch
        self.generation = generation
        self.salt = salt
        self.nonce = nonce
        self.commitment = commitment
        self.ciphertextLength = ciphertextLength
    }

    /// Reads the header of a file.
    package init(_ file: [UInt8]) throws(SnapshotError) {
        var reader = BinaryReader(Array(file.prefix(Self.length)))
        guard reader.take(8) == Self.magic, let version = reader.integer(UInt16.self) else { throw .damaged }
        guard version == Self.version else { throw .unsupportedVersion(Int(truncatingIfNeeded: version)) }
        guard let suite = reader.integer(UInt16.self) else { throw .damaged }
        guard suite == Self.suite else { throw .unsupportedSuite(Int(truncatingIfNeeded: suite)) }
        guard
            let backup = reader.take(16),
            let epoch = reader.integer(UInt32.self),
            let generation = reader.integer(UInt64.self),
            let salt = reader.take(32),
            let nonce = reader.take(XChaCha20Poly1305.nonceLength),
            let commitment = reader.take(BackupFormat.keyLength),
            let ciphertextLength = reader.integer(UInt32.self)
        else { throw .damaged }
        self.init(
            backup: BackupID(bytes: backup),
            epoch: epoch,
            generation: generation,
            salt: salt,
            nonce: nonce,
            commitment: commitment,
            ciphertextLength: ciphertextLength
        )
    }

    var bytes: [UInt8] {
        var bytes = Self.magic
        bytes.appendInteger(Self.version)
        bytes.appendInteger(Self.suite)
        bytes += backup.bytes
        bytes.appendInteger(epoch)
        bytes.appendInteger(generation)
        bytes += salt + nonce + commitment
        bytes.appendInteger(ciphertextLength)
        return bytes
    }

    /// The header and the account, which is not in the file: a snapshot does not open for another account.
    func additionalData(accountID: Identifier<Named.Account>.Text) throws(SnapshotError) -> [UInt8] {
        guard let account = accountID.identifier?.bytes else { throw .malformedAccountID }
        var data = bytes
        data.appendInteger(UInt16(account.count))
        return data + account
    }
}

/// What the backup key becomes in one file.
struct SnapshotKeys {
    let data: SecretBytes
    /// Shows which backup key the file was sealed under.
    let commitment: [UInt8]

    init(key: SecretBytes, salt: [UInt8], backup: BackupID, epoch: UInt32) {
        var info = Array("snapshot/v1".utf8)
        info.appendInteger(SnapshotHeader.suite)
        info += backup.bytes
        info.appendInteger(epoch)
        let derived = HKDF<SHA512>.deriveKey(
            inputKeyMaterial: key,
            salt: salt,
            info: info,
            outputByteCount: 2 * BackupFormat.keyLength
        )
        data = derived.slice(0..<BackupFormat.keyLength)
        commitment = derived.slice(BackupFormat.keyLength..<derived.count).exposedBytes()
    }
}

/// The lengths that a padded plaintext may have: 16 KiB and its doubles.
enum SnapshotPadding {
    static let least = 16 * 1024
    static let limit = 16 * 1024 * 1024

    /// The length for contents of `count` bytes, or nil where they are too many.
    static func bucket(for count: Int) -> Int? {
        var bucket = least
        while bucket < count + 4 {
            bucket *= 2
        }
        return bucket <= limit ? bucket : nil
    }

    static func isBucket(_ length: Int) -> Bool {
        length >= least && bucket(for: length - 4) == length
    }
}
