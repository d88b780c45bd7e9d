import AccountAPI
import Encodings
import SQLDatabase

/// How a device was removed, as it is stored.
struct StoredRemoval: Sendable {
    let kind: DeviceRemoval.Kind
    let account: AccountID
    /// The device that did it; nil where its name is not told, or none did.
    let actor: ServiceDeviceID?
    /// The sealed name that it had then.
    let actorName: [UInt8]?
    /// The sealed key of the session that the removed device had, if any.
    let requestKey: [UInt8]?
    /// The public half of the credential that it had, if any.
    let publicKey: [UInt8]?
    let at: Milliseconds
    let expires: Milliseconds
}

/// How devices were removed.
struct RemovalStore {
    /// How many removals of a kind are kept of an account.
    static let kindLimit: Int64 = 200

    /// The transaction that the statements run in.
    let transaction: any SQLTransaction

    /// Keeps how a device was removed, with what shows that it is the one which asks: it must not be deleted yet.
    func insert(
        _ device: StoredDevice,
        _ kind: DeviceRemoval.Kind,
        by actor: StoredDevice?,
        at now: Milliseconds,
        expires: Milliseconds
    ) throws {
        // One in which nothing was asked yet may be one that the device never heard of.
        let session = try transaction.row(
            """
            SELECT id, request_key FROM session WHERE device = $1 AND is_taking_back = 0
            ORDER BY counter DESC, id LIMIT 1
            """,
            [device.id.sql]
        )
        let credential = try transaction.row(
            "SELECT public_key FROM device_credential WHERE device = $1",
            [device.id.sql]
        )
        try delete(device.id)
        try transaction.execute(
            """
            INSERT INTO removal
                (device, account, kind, actor, actor_name, session, request_key, public_key, at, expires)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            """,
            [
                device.id.sql, device.account.sql, .text(kind.rawValue), .text(actor?.id.rawValue),
                actor.map { .blob($0.name) } ?? .null,
                .text(try session?.text("id")), try session.map { .blob(try $0.blob("request_key")) } ?? .null,
                try credential.map { .blob(try $0.blob("public_key")) } ?? .null,
                .integer(now), .integer(expires),
            ]
        )
        try dropOldest(kind, besides: device)
    }

    /// Drops the oldest removals of the kind of a new one where there are too many: with the recovery code someone
    /// brings as many devices as they like, each of which pushes another out.
    private func dropOldest(_ kind: DeviceRemoval.Kind, besides new: StoredDevice) throws {
        try transaction.execute(
            """
            DELETE FROM removal WHERE device <> $3 AND device IN (
                SELECT device FROM removal WHERE account = $1 AND kind = $2
                ORDER BY at DESC, device DESC LIMIT 1000 OFFSET $4
            )
            """,
            [new.account.sql, .text(kind.rawValue), new.id.sql, .integer(Self.kindLimit)]
        )
    }

    /// Forgets how a device was removed.
    func delete(_ device: ServiceDeviceID) throws {
        try transaction.execute("DELETE FROM removal WHERE device = $1", [device.sql])
    }

    /// How a device was removed that is gone or suspended; nil where that was too long ago.
    func removal(of device: ServiceDeviceID, now: Milliseconds) throws -> StoredRemoval? {
        try removal("device", device.sql, now: now)
    }

    /// The same of the device that a session belonged to.
    func removal(of session: SessionID, now: Milliseconds) throws -> StoredRemoval? {
        try removal("session", session.sql, now: now)
    }

    /// How devices of an account were removed, the oldest first.
    func removals(of account: AccountID, now: Milliseconds) throws -> [StoredRemoval] {
        let sql = "SELECT * FROM removal WHERE account = $1 AND expires > $2 ORDER BY at, device"
        return try transaction.rows(sql, [account.sql, .integer(now)]).compactMap(Self.removal)
    }

    /// Of a device that counts again, what was noted before says nothing.
    private func removal(_ column: String, _ value: SQLValue, now: Milliseconds) throws -> StoredRemoval? {
        let row = try transaction.row(
            """
            SELECT * FROM removal WHERE \(column) = $1 AND expires > $2 AND NOT EXISTS (
                SELECT 1 FROM device WHERE device.id = removal.device AND device.suspended IS NULL
            )
            """,
            [value, .integer(now)]
        )
        return try row.flatMap(Self.removal)
    }

    /// Nil for a kind that only a newer node of the service knows: it is no reason to answer nothing.
    private static func removal(_ row: SQLRow) throws -> StoredRemoval? {
        guard let kind = DeviceRemoval.Kind(rawValue: try row.text("kind")) else { return nil }
        return StoredRemoval(
            kind: kind,
            account: try row.id("account"),
            actor: try row.optionalID("actor"),
            actorName: try row.optionalBlob("actor_name"),
            requestKey: try row.optionalBlob("request_key"),
            publicKey: try row.optionalBlob("public_key"),
            at: try row.integer("at"),
            expires: try row.integer("expires")
        )
    }
}
