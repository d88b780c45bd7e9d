import AccountAPI
import SQLDatabase

extension NoticeStore {
    /// How many notices of a kind are kept of an account: more than are ever told.
    static let kindLimit = 200
    /// How many are dropped at once.
    private static let step = 1000

    /// Drops the oldest notices of the kind of a new one where there are too many, but for those still to be mailed.
    ///
    /// With the recovery code someone brings as many devices as they like, and so neither fills the database nor makes
    /// each look at the notices of an account slow.
    func dropOldest(besides new: StoredNotice) throws {
        try transaction.execute(
            """
            DELETE FROM notice WHERE id <> $3 AND id IN (
                SELECT id FROM notice WHERE account = $1 AND kind = $2
                ORDER BY created DESC, id DESC LIMIT \(Self.step) OFFSET \(Self.kindLimit)
            ) AND NOT EXISTS (SELECT 1 FROM notice_delivery WHERE notice_delivery.notice = notice.id)
            """,
            [new.account.sql, .text(new.kind.rawValue), new.id.sql]
        )
    }
}
