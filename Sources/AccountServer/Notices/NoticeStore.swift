import AccountAPI
import Encodings
import SQLDatabase

/// The notices.
struct NoticeStore {
    /// The transaction that the statements run in.
    let transaction: any SQLTransaction

    /// Keeps a new notice; where there are too many of its kind, the oldest go.
    func insert(_ notice: StoredNotice, expires: Milliseconds) throws {
        try transaction.execute(
            """
            INSERT INTO notice (id, account, kind, device, about, detail, created, expires)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """,
            [
                notice.id.sql, notice.account.sql, .text(notice.kind.rawValue), .text(notice.device?.rawValue),
                .text(notice.about?.rawValue), .blob(notice.detail), .integer(notice.created), .integer(expires),
            ]
        )
        try dropOldest(besides: notice)
    }

    /// Whether the account was told of something of a kind since a moment.
    func holds(_ kind: NoticeKind, of account: AccountID, since moment: Milliseconds) throws -> Bool {
        let row = try transaction.row(
            "SELECT 1 AS one FROM notice WHERE account = $1 AND kind = $2 AND created > $3",
            [account.sql, .text(kind.rawValue), .integer(moment)]
        )
        return row != nil
    }

    /// Whether the account was told of something of a kind that a device, or whoever has none, did since a moment.
    func holds(
        _ kind: NoticeKind,
        of account: AccountID,
        by device: ServiceDeviceID?,
        since moment: Milliseconds
    ) throws -> Bool {
        let row = try transaction.row(
            "SELECT 1 AS one FROM notice WHERE account = $1 AND kind = $2 AND created > $3 AND coalesce(device, '') = $4",
            [account.sql, .text(kind.rawValue), .integer(moment), .text(device?.rawValue ?? "")]
        )
        return row != nil
    }

    /// Says of a device that came to recover an account since a moment that it has removed itself; false of any other.
    ///
    /// What waits to be mailed of it is mailed all the same: whoever signs in is told of, whatever they do next.
    func leaveRecoveryUnfinished(by device: ServiceDeviceID, since moment: Milliseconds) throws -> Bool {
        let begun = "device = $1 AND kind = $2 AND created > $3"
        let values: [SQLValue] = [device.sql, .text(NoticeKind.recovered.rawValue), .integer(moment)]
        guard try transaction.row("SELECT 1 AS one FROM notice WHERE \(begun)", values) != nil else { return false }
        try transaction.execute(
            "UPDATE notice SET kind = $4 WHERE \(begun)",
            values + [.text(NoticeKind.recoveryUnfinished.rawValue)]
        )
        return true
    }

    /// Alarms nobody any more with what an older device has undone: all of the devices that it removed, and that devices were
    /// removed since a moment that are back.
    ///
    /// It can be read again among what happened, but counts as shown, and what still had to be mailed of it is not.
    func calm(of account: AccountID, since moment: Milliseconds, removed: [ServiceDeviceID]) throws {
        for device in removed {
            try calm(account, "device = $2 OR about = $2", [device.sql])
        }
        try calm(
            account,
            """
            created >= $2 AND kind = $3
                AND about IN (SELECT id FROM device WHERE account = $1 AND suspended IS NULL)
            """,
            [.integer(moment), .text(NoticeKind.deviceRevoked.rawValue)]
        )
    }

    /// The same for the notices of an account that fit a condition, whose values begin with `$2`.
    private func calm(_ account: AccountID, _ condition: String, _ values: [SQLValue]) throws {
        let undone = "SELECT id FROM notice WHERE account = $1 AND (\(condition))"
        try transaction.execute(
            """
            INSERT INTO notice_shown (notice, device)
            SELECT undone.id, device.id FROM (\(undone)) AS undone, device WHERE device.account = $1
            ON CONFLICT (notice, device) DO NOTHING
            """,
            [account.sql] + values
        )
        try transaction.execute("DELETE FROM notice_delivery WHERE notice IN (\(undone))", [account.sql] + values)
    }

    /// How many notices are told at most.
    static let tellingLimit = 100

    /// The newest notices of an account since a moment, the oldest first, as far as they are for one of its devices.
    ///
    /// Where there are too many, it is the newest of each kind, then the next of each: whoever brings about many of one
    /// kind hides none of another.
    ///
    /// A device is told nothing that it did itself, but that it took the account back, which it needs not show; nor needs it
    /// show what happened before its time. Without a device, everything is told.
    func notices(
        of account: AccountID,
        for device: ServiceDeviceID?,
        since moment: Milliseconds,
        now: Milliseconds
    ) throws -> [StoredNotice] {
        let sql = """
            SELECT * FROM (
            SELECT notice.id AS id, notice.account AS account, notice.kind AS kind, notice.device AS device,
                notice.about AS about, notice.detail AS detail, notice.created AS created,
                CASE WHEN notice_shown.notice IS NOT NULL OR notice.device = $2
                    OR notice.created < (SELECT added FROM device WHERE id = $2) THEN 1 ELSE 0 END AS shown,
                row_number() OVER (PARTITION BY notice.kind ORDER BY notice.created DESC, notice.id DESC) AS turn
            FROM notice LEFT JOIN notice_shown ON notice_shown.notice = notice.id AND notice_shown.device = $2
            WHERE notice.account = $1 AND notice.created > $3 AND notice.expires > $4
                AND (notice.device IS NULL OR notice.device <> $2 OR notice.kind = $5)
            ) AS told ORDER BY turn, created DESC, id DESC LIMIT \(Self.tellingLimit)
            """
        return try transaction.rows(
            sql,
            [
                account.sql, .text(device?.rawValue ?? ""), .integer(moment), .integer(now),
                .text(NoticeKind.accountTakenBack.rawValue),
            ]
        ).map(Self.notice).sorted { ($0.created, $0.id.rawValue) < ($1.created, $1.id.rawValue) }
    }

    /// The newest notices of an account that are about a device, at most `limit`.
    func aboutDevices(of account: AccountID, now: Milliseconds, limit: Int64) throws -> [StoredNotice] {
        let sql = """
            SELECT notice.*, 0 AS shown FROM notice WHERE account = $1 AND about IS NOT NULL AND expires > $2
            ORDER BY created DESC, id DESC LIMIT $3
            """
        return try transaction.rows(sql, [account.sql, .integer(now), .integer(limit)]).map(Self.notice)
    }

    /// The notice with an identifier.
    func notice(_ id: NoticeID) throws -> StoredNotice? {
        try transaction.row("SELECT notice.*, 0 AS shown FROM notice WHERE id = $1", [id.sql]).map(Self.notice)
    }

    /// Notes that a device has shown notices of its account.
    func markShown(_ notices: [NoticeID], of account: AccountID, on device: ServiceDeviceID) throws {
        for notice in notices {
            try transaction.execute(
                """
                INSERT INTO notice_shown (notice, device)
                SELECT id, $2 FROM notice WHERE id = $1 AND account = $3
                ON CONFLICT (notice, device) DO NOTHING
                """,
                [notice.sql, device.sql, account.sql]
            )
        }
    }

    static func notice(_ row: SQLRow) throws -> StoredNotice {
        guard let kind = NoticeKind(rawValue: try row.text("kind")) else {
            throw SQLDatabaseError.unexpectedColumn("kind")
        }
        return StoredNotice(
            id: try row.id("id"),
            account: try row.id("account"),
            kind: kind,
            device: try row.optionalID("device"),
            about: try row.optionalID("about"),
            detail: try row.blob("detail"),
            created: try row.integer("created"),
            isShown: try row.integer("shown") != 0
        )
    }
}
