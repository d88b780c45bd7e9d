import AccountAPI
import SQLDatabase

/// The requests and notices by the time of their last change.
struct LiveStore {
    /// The transaction that the statements run in.
    let transaction: any SQLTransaction

    /// What has changed since a moment, of these accounts, and is not among what was told.
    func changes(
        since moment: Milliseconds,
        but told: [String: Milliseconds],
        in accounts: Set<AccountID>
    ) throws -> ([StoredRequest], [StoredNotice]) {
        // First the few columns that tell whether there is anything new: mostly there is not.
        let requests = RequestStore(transaction: transaction)
        let changed = try transaction.rows(
            "SELECT id, account, state FROM sign_in_request WHERE changed > $1 AND account IS NOT NULL ORDER BY changed",
            [.integer(moment)]
        ).compactMap { row -> StoredRequest? in
            let id: SignInRequestID = try row.id("id")
            let letter = try row.text("state") == SignInRequestState.pending.rawValue ? "r" : "c"
            guard told["\(letter)\(id)"] == nil, accounts.contains(try row.id("account")) else { return nil }
            return try requests.request(id)
        }
        let notices = NoticeStore(transaction: transaction)
        let raised = try transaction.rows(
            "SELECT id, account FROM notice WHERE created > $1 ORDER BY created",
            [.integer(moment)]
        ).compactMap { row -> StoredNotice? in
            let id: NoticeID = try row.id("id")
            guard told["n\(id)"] == nil, accounts.contains(try row.id("account")) else { return nil }
            return try notices.notice(id)
        }
        return (changed, raised)
    }
}
