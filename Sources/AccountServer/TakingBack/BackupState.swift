import AccountAPI
import Encodings

/// The service's half of a backup as it was.
struct BackupState: Codable, Sendable {
    let id: BackupID
    /// Tells a backup from another one that was made under the same identifier later; nil for one of before.
    var made: String?
    let epoch: UInt32
    let wrappedKey: Bytes
    var recoveryWrappedKey: Bytes?
    /// The newest head.
    var generation: Int64
    var hash: Bytes?
    var mac: Bytes?
    let deleted: Int64?
    /// The device that was not settled, or the session without one, that has moved the head; nil for a settled device.
    var headBy: String?
    /// The last head of a settled device, where it stands beside the newest one.
    var settledGeneration: Int64?
    var settledHash: Bytes?
    var settledMac: Bytes?
}

extension BackupState {
    /// Whether another one is a state of the same backup under the same key.
    func isSame(as other: BackupState?) -> Bool {
        mark == other?.mark
    }

    /// The same with the heads that another state of it had.
    func withHeads(of newer: BackupState) -> BackupState {
        var backup = self
        (backup.generation, backup.hash, backup.mac) = (newer.generation, newer.hash, newer.mac)
        backup.headBy = newer.headBy
        backup.settledGeneration = newer.settledGeneration
        (backup.settledHash, backup.settledMac) = (newer.settledHash, newer.settledMac)
        return backup
    }

    /// The same, opened by no recovery code.
    var withoutCode: BackupState {
        var backup = self
        backup.recoveryWrappedKey = nil
        return backup
    }

    /// The same where the device that has moved the head has settled since: its head is that of a settled device.
    var withSettledHead: BackupState {
        var backup = self
        backup.headBy = nil
        (backup.settledGeneration, backup.settledHash, backup.settledMac) = (nil, nil, nil)
        return backup
    }

    /// What a session is told of it that one kind of secret has opened.
    func shown(to kind: CredentialKind) -> StoredBackup {
        StoredBackup(
            id: id,
            epoch: epoch,
            wrappedKey: kind == .password ? wrappedKey : recoveryWrappedKey,
            head: head(generation, hash, mac),
            settledHead: head(settledGeneration, settledHash, settledMac),
            deleted: deleted,
            restorableUntil: deleted.map { $0 + Backups.grace }
        )
    }

    private func head(_ generation: Int64?, _ hash: Bytes?, _ mac: Bytes?) -> SnapshotHead? {
        guard let generation, let hash, let mac else { return nil }
        return SnapshotHead(generation: UInt64(clamping: generation), hash: hash, epoch: epoch, mac: mac)
    }
}
