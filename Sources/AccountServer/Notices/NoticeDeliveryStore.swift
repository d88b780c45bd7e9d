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
    func insert(_ delivery: NoticeDelivery, due: Milliseconds) throws {
        try transaction.execute(
            "INSERT INTO notice_delivery (notice, contact, due, tries) VALUES ($1, $2, $3, 0)",
            [delivery.notice.sql, delivery.contact.sql, .integer(due)]
        )
    }

    /// Some of those that are to be tried now, the longest waiting first.
    func due(at now: Milliseconds, limit: Int64) throws -> [NoticeDelivery] {
        try transaction.rows(
            "SELECT notice, contact FROM notice_delivery WHERE due <= $1 ORDER BY due, notice, contact LIMIT $2",
            [.integer(now), .integer(limit)]
        ).map { NoticeDelivery(notice: try $0.id("notice"), contact: try $0.id("contact")) }
    }

    /// Takes a delivery for a while, and returns which try this is, and how many before it were not heard of again; nil
    /// where another node was faster.
    func claim(
        _ delivery: NoticeDelivery,
        at now: Milliseconds,
        until end: Milliseconds
    ) throws -> (tries: Int64, unheard: Int64)? {
        try transaction.row(
            """
            UPDATE notice_delivery SET due = $4, tries = tries + 1, unheard = unheard + 1
            WHERE notice = $1 AND contact = $2 AND due <= $3 RETURNING tries, unheard
            """,
            [delivery.notice.sql, delivery.contact.sql, .integer(now), .integer(end)]
        ).map { (try $0.integer("tries"), try $0.integer("unheard") - 1) }
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
