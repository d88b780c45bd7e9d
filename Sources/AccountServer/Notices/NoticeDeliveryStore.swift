import AccountAPI
import SQLDatabase

/// A notice on its way to one contact.
struct NoticeDelivery: Sendable, Hashable {
    let notice: NoticeID
    let contact: ContactID
}

/// The notices that still have to go to contacts.
struct NoticeDeliveryStore {
    /// The transaction that the statements run in.
    let transaction: any SQLTransaction

    /// Keeps a delivery that is to be tried at once.
    func insert(_ delivery: NoticeDelivery, of account: AccountID, due: Milliseconds) throws {
        try transaction.execute(
            "INSERT INTO notice_delivery (notice, contact, account, due, tries) VALUES ($1, $2, $3, $4, 0)",
            [delivery.notice.sql, delivery.contact.sql, account.sql, .integer(due)]
        )
    }

    /// Some of those that are to be tried now: of each account as many as of any other, so that one with many keeps no other
    /// waiting, and the longest waiting first.
    ///
    /// An account that had its turn waits from then on, however old what is left of its own: many accounts with many notices
    /// keep no other waiting either. However many wait, an index leads from one account to the next, and to the first of each.
    func due(at now: Milliseconds, limit: Int64) throws -> [NoticeDelivery] {
        let accounts = try transaction.rows(
            """
            WITH RECURSIVE waiting (account) AS (
                SELECT min(account) FROM notice_delivery
                UNION ALL
                SELECT (SELECT min(account) FROM notice_delivery WHERE account > waiting.account) FROM waiting
                    WHERE waiting.account IS NOT NULL
            )
            SELECT account FROM (
                SELECT account, (SELECT min(due) FROM notice_delivery WHERE account = waiting.account) AS due,
                    (SELECT delivery_turn FROM account WHERE id = waiting.account) AS turn FROM waiting
                    WHERE account IS NOT NULL
            ) AS earliest WHERE due <= $1
            ORDER BY CASE WHEN turn > due THEN turn ELSE due END, due, account LIMIT $2
            """,
            [.integer(now), .integer(limit)]
        ).map { try $0.text("account") }
        guard !accounts.isEmpty else { return [] }
        let share = max(1, limit / Int64(accounts.count))
        return try accounts.flatMap { account in
            try transaction.rows(
                """
                SELECT notice, contact FROM notice_delivery WHERE account = $1 AND due <= $2
                ORDER BY due, notice, contact LIMIT $3
                """,
                [.text(account), .integer(now), .integer(share)]
            ).map { NoticeDelivery(notice: try $0.id("notice"), contact: try $0.id("contact")) }
        }
    }

    /// Takes a delivery for a while, which is its account's turn, and returns which try this is, and how many before it were
    /// not heard of again; nil where another node was faster.
    func claim(
        _ delivery: NoticeDelivery,
        at now: Milliseconds,
        until end: Milliseconds
    ) throws -> (tries: Int64, unheard: Int64)? {
        let row = try transaction.row(
            """
            UPDATE notice_delivery SET due = $4, tries = tries + 1, unheard = unheard + 1
            WHERE notice = $1 AND contact = $2 AND due <= $3 RETURNING account, tries, unheard
            """,
            [delivery.notice.sql, delivery.contact.sql, .integer(now), .integer(end)]
        )
        guard let row else { return nil }
        try transaction.execute(
            "UPDATE account SET delivery_turn = $2 WHERE id = $1",
            [.text(try row.text("account")), .integer(now)]
        )
        return (try row.integer("tries"), try row.integer("unheard") - 1)
    }

    /// Notes that a try has failed, and when the next one comes.
    func postpone(_ delivery: NoticeDelivery, until due: Milliseconds) throws {
        try transaction.execute(
            "UPDATE notice_delivery SET due = $3, unheard = 0 WHERE notice = $1 AND contact = $2",
            [delivery.notice.sql, delivery.contact.sql, .integer(due)]
        )
    }

    /// Deletes the deliveries of some kinds of an account that are to be tried after a moment: a newer one takes their
    /// place.
    func delete(_ kinds: [NoticeKind], of account: AccountID, dueAfter moment: Milliseconds) throws {
        for kind in kinds {
            try transaction.execute(
                """
                DELETE FROM notice_delivery WHERE due > $3
                    AND notice IN (SELECT id FROM notice WHERE account = $1 AND kind = $2)
                """,
                [account.sql, .text(kind.rawValue), .integer(moment)]
            )
        }
    }

    /// Deletes a delivery that was made, or that is given up.
    func delete(_ delivery: NoticeDelivery) throws {
        try transaction.execute(
            "DELETE FROM notice_delivery WHERE notice = $1 AND contact = $2",
            [delivery.notice.sql, delivery.contact.sql]
        )
    }
}
