import AccountAPI
import Encodings
import SQLDatabase

/// A session as it is stored.
struct StoredSession: Sendable {
    let session: Session
    /// The sealed key of its requests.
    let requestKey: [UInt8]
    /// The last counter used.
    let counter: Int64
    let expires: Milliseconds
    /// Whether its device was suspended: it is good for nothing then, but the device is told why.
    let isSuspended: Bool
}

/// The sessions.
struct SessionStore {
    /// The transaction that the statements run in.
    let transaction: any SQLTransaction

    /// Keeps a new session.
    func insert(
        _ id: SessionID,
        of account: AccountID,
        device: ServiceDeviceID?,
        credential: CredentialID?,
        kind: CredentialKind,
        requestKey: [UInt8],
        isTakingBack: Bool,
        expires: Milliseconds
    ) throws {
        try transaction.execute(
            """
            INSERT INTO session
                (id, account, device, request_key, counter, expires, credential, credential_kind, is_taking_back)
            VALUES ($1, $2, $3, $4, 0, $5, $6, $7, $8)
            """,
            [
                id.sql, account.sql, .text(device?.rawValue), .blob(requestKey), .integer(expires),
                .text(credential?.rawValue), .text(kind.rawValue), .flag(isTakingBack),
            ]
        )
    }

    /// The session with an identifier; none of a suspended device, unless it takes the account back.
    func session(_ id: SessionID) throws -> StoredSession? {
        let session = try anySession(id)
        return session?.isSuspended == true ? nil : session
    }

    /// The session with an identifier, even one of a suspended device.
    func anySession(_ id: SessionID) throws -> StoredSession? {
        let row = try transaction.row(
            """
            SELECT session.*, account.kind AS account_kind,
                CASE WHEN device.suspended IS NULL OR session.is_taking_back = 1 THEN 0 ELSE 1 END AS is_suspended
            FROM session JOIN account ON account.id = session.account
                LEFT JOIN device ON device.id = session.device
            WHERE session.id = $1
            """,
            [id.sql]
        )
        return try row.map { row in
            StoredSession(
                session: Session(
                    id: try row.id("id"),
                    account: try row.id("account"),
                    device: try row.optionalID("device"),
                    credential: try row.optionalID("credential"),
                    kind: try row.kind("credential_kind"),
                    accountKind: try row.accountKind("account_kind"),
                    isTakingBack: try row.flag("is_taking_back")
                ),
                requestKey: try row.blob("request_key"),
                counter: try row.integer("counter"),
                expires: try row.integer("expires"),
                isSuspended: try row.flag("is_suspended")
            )
        }
    }

    /// Uses a counter up; false if it, or one above it, was used before.
    func advance(_ id: SessionID, counter: Int64, expires: Milliseconds) throws -> Bool {
        let row = try transaction.row(
            "UPDATE session SET counter = $2, expires = $3 WHERE id = $1 AND counter < $2 RETURNING id",
            [id.sql, .integer(counter), .integer(expires)]
        )
        return row != nil
    }

    /// Ends one session.
    func delete(_ id: SessionID) throws {
        try transaction.execute("DELETE FROM session WHERE id = $1", [id.sql])
    }

    /// Ends the sessions of a device.
    func deleteAll(of device: ServiceDeviceID) throws {
        try transaction.execute("DELETE FROM session WHERE device = $1", [device.sql])
    }

    /// Ends the sessions of a device in which nothing was asked yet.
    func deleteUnused(of device: ServiceDeviceID) throws {
        try transaction.execute(
            "DELETE FROM session WHERE device = $1 AND counter = 0 AND is_taking_back = 0",
            [device.sql]
        )
    }

    /// Ends the sessions of a device, but for one.
    func deleteAll(of device: ServiceDeviceID, except kept: SessionID) throws {
        try transaction.execute("DELETE FROM session WHERE device = $1 AND id <> $2", [device.sql, kept.sql])
    }

    /// Notes the password that was set in a session; a limited session is then no longer limited.
    func set(_ id: SessionID, credential: CredentialID) throws {
        try transaction.execute(
            "UPDATE session SET credential = $2, credential_kind = $3 WHERE id = $1",
            [id.sql, credential.sql, .text(CredentialKind.password.rawValue)]
        )
    }

    /// Ends the sessions of an account that belong to no device, but for one.
    func deleteWithoutDevice(of account: AccountID, except kept: SessionID) throws {
        try transaction.execute(
            "DELETE FROM session WHERE account = $1 AND device IS NULL AND id <> $2",
            [account.sql, kept.sql]
        )
    }

    /// How many sessions of an hour are open at once, of an account without a device or of a device that takes it back:
    /// more than anybody needs.
    static let shortLimit: Int64 = 200

    /// Ends the oldest sessions of an account that belong to no device where there are too many, and forgets what they
    /// have shown: whoever signs in again and again gets back what that costs, and fills the database with neither.
    func deleteOldestWithoutDevice(of account: AccountID, besides new: SessionID) throws {
        for ended in try deleteOldest("account = $1 AND device IS NULL", account.sql, besides: new) {
            try transaction.execute("DELETE FROM evidence WHERE holder = $1", [ended.sql])
            try transaction.execute("DELETE FROM contact_shown WHERE holder = $1", [ended.sql])
        }
    }

    /// The same of those in which a device takes the account back: those of no other device go.
    func deleteOldestTakingBack(by device: ServiceDeviceID, besides new: SessionID) throws {
        _ = try deleteOldest("device = $1 AND is_taking_back = 1", device.sql, besides: new)
    }

    /// Ends the oldest of the sessions that fit a condition on `$1` where there are too many, and returns them.
    private func deleteOldest(
        _ condition: String,
        _ value: SQLValue,
        besides new: SessionID
    ) throws -> [SessionID] {
        try transaction.rows(
            """
            DELETE FROM session WHERE id <> $2 AND id IN (
                SELECT id FROM session WHERE \(condition) ORDER BY expires DESC, id DESC LIMIT 1000 OFFSET $3
            ) RETURNING id
            """,
            [value, new.sql, .integer(Self.shortLimit)]
        ).map { try $0.id("id") }
    }

    /// Ends the limited sessions of an account, but for one.
    func deleteLimited(of account: AccountID, except kept: SessionID) throws {
        try transaction.execute(
            """
            DELETE FROM session WHERE account = $1 AND credential_kind = $2 AND id <> $3 AND is_taking_back = 0
            """,
            [account.sql, .text(CredentialKind.recoveryCode.rawValue), kept.sql]
        )
    }
}
