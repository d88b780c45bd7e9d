import AccountAPI
import Encodings
import Primitives
import SQLDatabase

/// The wrapped backup keys and the heads.
struct BackupStore {
    /// The transaction that the statements run in.
    let transaction: any SQLTransaction

    /// The backup of an account, deleted or not, with the key wrapped under one of its credentials; nil once its time
    /// of grace is over.
    func backup(
        of account: AccountID,
        _ kind: CredentialKind = .password,
        now: Milliseconds
    ) throws -> StoredBackup? {
        let row = try transaction.row(
            "SELECT * FROM backup WHERE account = $1 AND (deleted IS NULL OR deleted > $2)",
            [account.sql, Self.cutoff(now)]
        )
        guard let row else { return nil }
        let deleted = try row.optionalInteger("deleted")
        let epoch = UInt32(truncatingIfNeeded: try row.integer("epoch"))
        return StoredBackup(
            id: try row.id("id"),
            epoch: epoch,
            wrappedKey: try wrappedKey(row, kind),
            head: try head(row, epoch: epoch),
            settledHead: try head(row, "settled_", epoch: epoch),
            deleted: deleted,
            restorableUntil: deleted.map { $0 + Backups.grace }
        )
    }

    /// Keeps a new backup; false if the account has one that the request does not name.
    func insert(_ request: CreateBackup.Request, for account: AccountID) throws -> Bool {
        let row = try transaction.row(
            """
            INSERT INTO backup (account, id, epoch, wrapped_key, recovery_wrapped_key, generation, made)
            VALUES ($1, $2, $3, $4, $6, 0, $7)
            ON CONFLICT (account) DO UPDATE SET
                id = $2, epoch = $3, wrapped_key = $4, recovery_wrapped_key = $6, generation = 0, hash = NULL,
                mac = NULL, deleted = NULL, head_by = NULL, settled_generation = NULL, settled_hash = NULL,
                settled_mac = NULL, made = $7
            WHERE backup.id = $5
            RETURNING id
            """,
            [
                account.sql, request.id.sql, .integer(Int64(request.epoch)), .blob(request.wrappedKey.bytes),
                .text(request.replaces?.rawValue), Self.blob(request.recovery?.wrappedKey.bytes),
                .text(randomBytes(count: 16).hexadecimal),
            ]
        )
        return row != nil
    }

    /// Moves the head on; false unless it is where the request expects it.
    ///
    /// `newcomer` is a device that is not settled, or a session without one: the last settled head stays beside its own.
    func advance(_ request: AdvanceHead.Request, for account: AccountID, by newcomer: String?) throws -> Bool {
        let head = request.head
        let kept = ["generation", "hash", "mac"].map { column in
            newcomer == nil
                ? "settled_\(column) = NULL"
                : "settled_\(column) = CASE WHEN head_by IS NULL THEN \(column) ELSE settled_\(column) END"
        }
        let row = try transaction.row(
            """
            UPDATE backup SET generation = $5, hash = $6, mac = $7, head_by = $8, \(kept.joined(separator: ", "))
            WHERE account = $1 AND id = $2 AND epoch = $3 AND generation = $4 AND deleted IS NULL
            RETURNING id
            """,
            [
                account.sql, request.id.sql, .integer(Int64(head.epoch)),
                .integer(Int64(clamping: request.previous)), .integer(Int64(clamping: head.generation)),
                .blob(head.hash.bytes), .blob(head.mac.bytes), .text(newcomer),
            ]
        )
        return row != nil
    }

    /// Notes that the device which has moved the head is settled now.
    func settleHead(of account: AccountID, by device: ServiceDeviceID) throws {
        try transaction.execute(
            """
            UPDATE backup SET head_by = NULL, settled_generation = NULL, settled_hash = NULL, settled_mac = NULL
            WHERE account = $1 AND head_by = $2
            """,
            [account.sql, device.sql]
        )
    }

    /// Moves the head and the backup key on, with its new wraps; false unless both are where the request expects them.
    func advance(_ request: AdvanceEpoch.Request, for account: AccountID) throws -> Bool {
        let head = request.head
        let row = try transaction.row(
            """
            UPDATE backup SET
                epoch = $3, generation = $5, hash = $6, mac = $7, wrapped_key = $8, recovery_wrapped_key = $9,
                head_by = NULL, settled_generation = NULL, settled_hash = NULL, settled_mac = NULL
            WHERE account = $1 AND id = $2 AND epoch = $3 - 1 AND generation = $4 AND deleted IS NULL
            RETURNING id
            """,
            [
                account.sql, request.id.sql, .integer(Int64(head.epoch)),
                .integer(Int64(clamping: request.previous)), .integer(Int64(clamping: head.generation)),
                .blob(head.hash.bytes), .blob(head.mac.bytes), .blob(request.wrappedKey.bytes),
                Self.blob(request.recovery?.wrappedKey.bytes),
            ]
        )
        return row != nil
    }

    /// Puts the key wrapped under a recovery code in the place of the one under an older code, or takes it away.
    func setRecoveryKey(_ account: AccountID, wrappedKey: [UInt8]?) throws {
        try transaction.execute(
            "UPDATE backup SET recovery_wrapped_key = $2 WHERE account = $1",
            [account.sql, Self.blob(wrappedKey)]
        )
    }

    /// Puts a key newly wrapped under the password in the place of the old one.
    func rewrap(_ account: AccountID, wrappedKey: [UInt8]) throws {
        try transaction.execute(
            "UPDATE backup SET wrapped_key = $2 WHERE account = $1",
            [account.sql, .blob(wrappedKey)]
        )
    }

    /// Marks a backup as deleted and returns when that was done first; nil if the account has no such backup.
    func delete(_ id: BackupID, of account: AccountID, now: Milliseconds) throws -> Milliseconds? {
        let row = try transaction.row(
            """
            UPDATE backup SET deleted = coalesce(deleted, $3)
            WHERE account = $1 AND id = $2 AND (deleted IS NULL OR deleted > $4)
            RETURNING deleted
            """,
            [account.sql, id.sql, .integer(now), Self.cutoff(now)]
        )
        return try row?.integer("deleted")
    }

    /// Takes the mark off; false if the account has no such backup, or had it too long ago.
    func restore(_ id: BackupID, of account: AccountID, now: Milliseconds) throws -> Bool {
        let row = try transaction.row(
            """
            UPDATE backup SET deleted = NULL
            WHERE account = $1 AND id = $2 AND (deleted IS NULL OR deleted > $3)
            RETURNING id
            """,
            [account.sql, id.sql, Self.cutoff(now)]
        )
        return row != nil
    }

    /// Erases the account's backup if its time of grace is over.
    func purge(of account: AccountID, now: Milliseconds) throws {
        try transaction.execute(
            "DELETE FROM backup WHERE account = $1 AND deleted <= $2",
            [account.sql, Self.cutoff(now)]
        )
    }

    /// Erases up to `limit` backups whose time of grace is over.
    func purge(now: Milliseconds, limit: Int64) throws {
        try transaction.execute(
            """
            DELETE FROM backup
            WHERE account IN (SELECT account FROM backup WHERE deleted <= $1 LIMIT $2) AND deleted <= $1
            """,
            [Self.cutoff(now), .integer(limit)]
        )
    }

    /// What was deleted up to this moment cannot be brought back.
    private static func cutoff(_ now: Milliseconds) -> SQLValue {
        .integer(now - Backups.grace)
    }

    private static func blob(_ bytes: [UInt8]?) -> SQLValue {
        bytes.map { .blob($0) } ?? .null
    }

    private func wrappedKey(_ row: SQLRow, _ kind: CredentialKind) throws -> Bytes? {
        switch kind {
        case .password: Bytes(try row.blob("wrapped_key"))
        case .recoveryCode: try row.optionalBlob("recovery_wrapped_key").map { Bytes($0) }
        }
    }

    private func head(_ row: SQLRow, _ prefix: String = "", epoch: UInt32) throws -> SnapshotHead? {
        guard let hash = try row.optionalBlob("\(prefix)hash"), let mac = try row.optionalBlob("\(prefix)mac") else {
            return nil
        }
        return SnapshotHead(
            generation: UInt64(clamping: try row.integer("\(prefix)generation")),
            hash: Bytes(hash),
            epoch: epoch,
            mac: Bytes(mac)
        )
    }
}
