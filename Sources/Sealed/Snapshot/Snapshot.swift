package import Encodings
package import Entries
package import Primitives

/// Seals and opens snapshots; docs/formats/snapshot.md describes every byte.
package enum Snapshot {
    /// A longer file is refused before it is read.
    package static let lengthLimit = SnapshotHeader.length + SnapshotPadding.limit + XChaCha20Poly1305.tagLength

    /// One immutable version of the backup.
    ///
    /// `generation` counts from 1, `parent` is the hash of the snapshot before, and `made` is kept in whole
    /// milliseconds.
    package static func seal(
        _ portable: PortableContents,
        key: SecretBytes,
        backup: BackupID,
        epoch: UInt32,
        generation: UInt64,
        parent: [UInt8]?,
        accountID: Identifier<Named.Account>.Text,
        device: DeviceID,
        made: Instant
    ) throws(SnapshotError) -> [UInt8] {
        let metadata = SnapshotMetadata(
            backup: backup,
            generation: generation,
            parent: parent,
            device: device,
            made: made
        )
        return try seal(metadata.joined(to: portable), metadata, key: key, epoch: epoch, accountID: accountID)
    }

    /// Seals a padded plaintext that says the same of itself as `metadata` does.
    package static func seal(
        _ plaintext: SecretBytes,
        _ metadata: SnapshotMetadata,
        key: SecretBytes,
        epoch: UInt32,
        accountID: Identifier<Named.Account>.Text
    ) throws(SnapshotError) -> [UInt8] {
        let salt = randomBytes(count: 32)
        let keys = SnapshotKeys(key: key, salt: salt, backup: metadata.backup, epoch: epoch)
        let header = SnapshotHeader(
            backup: metadata.backup,
            epoch: epoch,
            generation: metadata.generation,
            salt: salt,
            nonce: randomBytes(count: XChaCha20Poly1305.nonceLength),
            commitment: keys.commitment,
            ciphertextLength: UInt32(plaintext.count + XChaCha20Poly1305.tagLength)
        )
        let additionalData = try header.additionalData(accountID: accountID)
        var file: [UInt8] = []
        file.reserveCapacity(SnapshotHeader.length + plaintext.count + XChaCha20Poly1305.tagLength)
        file += header.bytes
        do throws(PrimitiveError) {
            try XChaCha20Poly1305.seal(
                plaintext,
                key: keys.data,
                nonce: header.nonce,
                additionalData: additionalData,
                appendingTo: &file
            )
        } catch {
            throw .damaged
        }
        return file
    }

    /// Opens a snapshot; a change to any byte of it is an error.
    package static func open(
        _ file: [UInt8],
        key: SecretBytes,
        backup: BackupID,
        accountID: Identifier<Named.Account>.Text
    ) throws(SnapshotError) -> OpenedSnapshot {
        let (header, plaintext) = try plaintext(of: file, key: key, backup: backup, accountID: accountID)
        guard let json = Padding.remove(from: plaintext) else { throw .damaged }
        let (metadata, portable) = try SnapshotMetadata.split(json)
        guard metadata.backup == backup, metadata.generation == header.generation else { throw .damaged }
        return OpenedSnapshot(
            hash: BackupFormat.sha256(file),
            epoch: header.epoch,
            generation: header.generation,
            parent: metadata.parent,
            device: metadata.device,
            made: metadata.made,
            portable: portable
        )
    }

    /// The header, and the authenticated plaintext with its padding.
    package static func plaintext(
        of file: [UInt8],
        key: SecretBytes,
        backup: BackupID,
        accountID: Identifier<Named.Account>.Text
    ) throws(SnapshotError) -> (header: SnapshotHeader, plaintext: SecretBytes) {
        guard file.count <= lengthLimit else { throw .tooLarge }
        let header = try SnapshotHeader(file)
        guard header.backup == backup else { throw .otherBackup }
        let sealed = file[SnapshotHeader.length...]
        guard
            Int(exactly: header.ciphertextLength) == sealed.count,
            SnapshotPadding.isBucket(sealed.count - XChaCha20Poly1305.tagLength)
        else { throw .damaged }
        let keys = SnapshotKeys(key: key, salt: header.salt, backup: header.backup, epoch: header.epoch)
        guard constantTimeEqual(keys.commitment, header.commitment) else { throw .otherKey }
        let additionalData = try header.additionalData(accountID: accountID)
        do throws(PrimitiveError) {
            let plaintext = try XChaCha20Poly1305.open(
                sealed,
                key: keys.data,
                nonce: header.nonce,
                additionalData: additionalData
            )
            return (header, plaintext)
        } catch {
            throw .damaged
        }
    }
}

/// What a snapshot holds, and where it stands in its series.
package struct OpenedSnapshot: Sendable {
    /// The SHA-256 of the whole file.
    package let hash: [UInt8]
    /// The number of the backup key.
    package let epoch: UInt32
    /// The snapshot's number, from 1.
    package let generation: UInt64
    /// The hash of the snapshot before; nil for the first.
    package let parent: [UInt8]?
    /// The device that made it.
    package let device: DeviceID
    /// When that device made it, by its own clock.
    package let made: Instant
    /// Entries, order and settings.
    package let portable: PortableContents
}

/// Why a snapshot was not sealed or opened.
package enum SnapshotError: Error, Sendable, Equatable {
    /// The file is not as it was sealed, or it was sealed for another account.
    case damaged
    /// The file was sealed under another key: an older or newer epoch's, or another account's.
    case otherKey
    /// A newer version of the app made the snapshot.
    case unsupportedVersion(Int)
    /// The snapshot uses algorithms that this version of the app does not know.
    case unsupportedSuite(Int)
    /// The contents follow a schema that this version of the app does not know.
    case unsupportedSchema(Int64)
    /// The file belongs to another backup.
    case otherBackup
    /// The contents exceed what a snapshot may hold.
    case tooLarge
    /// What names the account is no identifier.
    case malformedAccountID
}
