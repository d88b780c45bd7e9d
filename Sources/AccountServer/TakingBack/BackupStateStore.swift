import AccountAPI
import Encodings
import SQLDatabase

/// Reads a backup whole, and puts one back that there was.
struct BackupStateStore {
    /// The transaction that the statements run in.
    let transaction: any SQLTransaction

    /// The backup that an account has.
    func backup(of account: AccountID) throws -> BackupState? {
        try transaction.row("SELECT * FROM backup WHERE account = $1", [account.sql]).map { row in
            BackupState(
                id: try row.id("id"),
                made: try row.optionalText("made"),
                epoch: UInt32(truncatingIfNeeded: try row.integer("epoch")),
                wrappedKey: Bytes(try row.blob("wrapped_key")),
                recoveryWrappedKey: try row.optionalBlob("recovery_wrapped_key").map { Bytes($0) },
                generation: try row.integer("generation"),
                hash: try row.optionalBlob("hash").map { Bytes($0) },
                mac: try row.optionalBlob("mac").map { Bytes($0) },
                deleted: try row.optionalInteger("deleted"),
                headBy: try row.optionalText("head_by"),
                settledGeneration: try row.optionalInteger("settled_generation"),
                settledHash: try row.optionalBlob("settled_hash").map { Bytes($0) },
                settledMac: try row.optionalBlob("settled_mac").map { Bytes($0) }
            )
        }
    }

    /// The backup that an account has; nil once its time of grace is over.
    func present(of account: AccountID, now: Milliseconds) throws -> BackupState? {
        try backup(of: account).flatMap { backup in
            backup.deleted.map { $0 + Backups.grace > now } ?? true ? backup : nil
        }
    }

    /// Puts the backup back that there was; heads that have moved on under the same key stay.
    ///
    /// `wrappedKey` is the key wrapped under the new password.
    func restore(_ backup: BackupState?, of account: AccountID, wrappedKey: [UInt8]?) throws {
        guard let backup, let wrappedKey else {
            // One that was made since is wrapped under a password that is gone.
            return try transaction.execute("DELETE FROM backup WHERE account = $1", [account.sql])
        }
        let row = try transaction.row(
            """
            UPDATE backup SET wrapped_key = $4, recovery_wrapped_key = $5, deleted = $6
            WHERE account = $1 AND id = $2 AND epoch = $3 AND coalesce(made, '') = $7 RETURNING id
            """,
            [
                account.sql, backup.id.sql, .integer(Int64(backup.epoch)), .blob(wrappedKey),
                Self.blob(backup.recoveryWrappedKey), .integer(backup.deleted), .text(backup.made ?? ""),
            ]
        )
        guard row == nil else { return }
        try transaction.execute("DELETE FROM backup WHERE account = $1", [account.sql])
        try insert(try isSettled(backup.headBy) ? backup.withSettledHead : backup, of: account, wrappedKey: wrappedKey)
    }

    private func insert(_ backup: BackupState, of account: AccountID, wrappedKey: [UInt8]) throws {
        try transaction.execute(
            """
            INSERT INTO backup (
                account, id, epoch, wrapped_key, recovery_wrapped_key, generation, hash, mac, deleted,
                head_by, settled_generation, settled_hash, settled_mac, made
            ) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
            """,
            [
                account.sql, backup.id.sql, .integer(Int64(backup.epoch)), .blob(wrappedKey),
                Self.blob(backup.recoveryWrappedKey), .integer(backup.generation), Self.blob(backup.hash),
                Self.blob(backup.mac), .integer(backup.deleted), .text(backup.headBy),
                .integer(backup.settledGeneration), Self.blob(backup.settledHash), Self.blob(backup.settledMac),
                .text(backup.made),
            ]
        )
    }

    /// Whether who has moved a head is a device that has settled since.
    private func isSettled(_ mover: String?) throws -> Bool {
        guard let device = mover.flatMap(ServiceDeviceID.init) else { return false }
        return try DeviceStore(transaction: transaction).anyDevice(device)?.settled != nil
    }

    private static func blob(_ bytes: Bytes?) -> SQLValue {
        bytes.map { .blob($0.bytes) } ?? .null
    }
}
