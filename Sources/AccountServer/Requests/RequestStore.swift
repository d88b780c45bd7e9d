import AccountAPI
import Encodings
import SQLDatabase

/// The sign-in requests.
struct RequestStore {
    /// The transaction that the statements run in.
    let transaction: any SQLTransaction

    /// Keeps a new request.
    func insert(_ request: StoredRequest) throws {
        try transaction.execute(
            """
            INSERT INTO sign_in_request
                (id, account, scope, client, test, detail, state, created, changed, expires, asker, origin)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            """,
            [
                request.id.sql, .text(request.account?.rawValue), .text(request.scope),
                .text(request.client), .text(request.test?.rawValue), .blob(request.detail),
                .text(request.state.rawValue), .integer(request.created), .integer(request.changed),
                .integer(request.expires), .text(request.asker), .text(request.origin),
            ]
        )
    }

    /// The request with an identifier.
    func request(_ id: SignInRequestID) throws -> StoredRequest? {
        try transaction.row("SELECT * FROM sign_in_request WHERE id = $1", [id.sql]).map(Self.request)
    }

    /// The requests of an account of which there was something to tell since a moment.
    func requests(of account: AccountID, changedAfter moment: Milliseconds) throws -> [StoredRequest] {
        try transaction.rows(
            "SELECT * FROM sign_in_request WHERE account = $1 AND changed > $2 ORDER BY changed, id",
            [account.sql, .integer(moment)]
        ).map(Self.request)
    }

    /// The account with a name, if a device can answer for it.
    func approvingAccount(login: [UInt8]) throws -> AccountID? {
        let row = try transaction.row(
            """
            SELECT account.id AS id FROM account
            WHERE account.login = $1 AND EXISTS (
                SELECT 1 FROM device_credential JOIN device ON device.id = device_credential.device
                WHERE device_credential.account = account.id AND device_credential.confirmed IS NOT NULL
                    AND device.suspended IS NULL
            )
            """,
            [.blob(login)]
        )
        return try row?.id("id")
    }

    /// When the request ends with which an asker waits for an answer; nil if there is none.
    func end(ofOpenBy asker: String, now: Milliseconds) throws -> Milliseconds? {
        let row = try transaction.row(
            """
            SELECT max(expires) AS expires FROM sign_in_request
            WHERE asker = $1 AND state = 'pending' AND expires > $2
            """,
            [.text(asker), .integer(now)]
        )
        return try row?.optionalInteger("expires")
    }

    /// When the requests of an asker since a moment were made that nobody has approved, the oldest first.
    func unapproved(by asker: String, since moment: Milliseconds) throws -> [Milliseconds] {
        try transaction.rows(
            """
            SELECT created FROM sign_in_request
            WHERE asker = $1 AND state <> 'approved' AND created > $2 ORDER BY created
            """,
            [.text(asker), .integer(moment)]
        ).map { try $0.integer("created") }
    }

    /// The requests under a name since a moment that someone could answer and nobody has approved, the oldest first.
    func reached(_ scope: String, since moment: Milliseconds) throws -> [StoredRequest] {
        try transaction.rows(
            """
            SELECT * FROM sign_in_request
            WHERE scope = $1 AND account IS NOT NULL AND state <> 'approved' AND created > $2 ORDER BY created
            """,
            [.text(scope), .integer(moment)]
        ).map(Self.request)
    }

    /// When a request from an origin was last reported since a moment; nil where none was.
    func lastReport(_ origin: String, since moment: Milliseconds) throws -> Milliseconds? {
        let row = try transaction.row(
            """
            SELECT max(changed) AS changed FROM sign_in_request
            WHERE origin = $1 AND state = 'reported' AND changed > $2
            """,
            [.text(origin), .integer(moment)]
        )
        return try row?.optionalInteger("changed")
    }

    /// Closes a request with an answer; false if it has one already, or has ended.
    func close(
        _ id: SignInRequestID,
        as state: SignInRequestState,
        by device: ServiceDeviceID,
        answer: [UInt8],
        now: Milliseconds
    ) throws -> Bool {
        let row = try transaction.row(
            """
            UPDATE sign_in_request SET state = $2, answered_by = $3, answer = $4, answered = $5, changed = $5
            WHERE id = $1 AND state = 'pending' AND expires > $5 RETURNING id
            """,
            [id.sql, .text(state.rawValue), device.sql, .blob(answer), .integer(now)]
        )
        return row != nil
    }

    /// Ends a request that waits for an answer; false if it has one already, or has ended.
    func withdraw(_ id: SignInRequestID, now: Milliseconds) throws -> Bool {
        let row = try transaction.row(
            """
            UPDATE sign_in_request SET state = $2, changed = $3
            WHERE id = $1 AND state = 'pending' AND expires > $3 RETURNING id
            """,
            [id.sql, .text(SignInRequestState.withdrawn.rawValue), .integer(now)]
        )
        return row != nil
    }

    /// Who has approved a request, if the device still may; nil unless it was approved after a moment.
    func approval(of id: SignInRequestID, after moment: Milliseconds) throws -> (AccountID, ServiceDeviceID)? {
        let row = try transaction.row(
            """
            SELECT sign_in_request.account AS account, sign_in_request.answered_by AS device
            FROM sign_in_request JOIN device_credential ON device_credential.device = sign_in_request.answered_by
                JOIN device ON device.id = device_credential.device AND device.suspended IS NULL
            WHERE sign_in_request.id = $1 AND sign_in_request.state = 'approved' AND sign_in_request.test IS NULL
                AND sign_in_request.consumed IS NULL AND sign_in_request.answered > $2
                AND device_credential.confirmed IS NOT NULL
            """,
            [id.sql, .integer(moment)]
        )
        return try row.map { (try $0.id("account"), try $0.id("device")) }
    }

    /// Uses an approval up; false if it was used before.
    func consume(_ id: SignInRequestID, now: Milliseconds) throws -> Bool {
        let row = try transaction.row(
            """
            UPDATE sign_in_request SET consumed = $2
            WHERE id = $1 AND state = 'approved' AND consumed IS NULL RETURNING id
            """,
            [id.sql, .integer(now)]
        )
        return row != nil
    }

    /// Ends the tests of a device's credential that wait for an answer.
    func deleteTests(of device: ServiceDeviceID) throws {
        try transaction.execute("DELETE FROM sign_in_request WHERE test = $1 AND state = 'pending'", [device.sql])
    }

    /// Deletes some of those that ended before a moment, and of those that could reach nobody before another.
    func purge(endedBefore moment: Milliseconds, unheardBefore unheard: Milliseconds, limit: Int64) throws {
        try transaction.execute(
            """
            DELETE FROM sign_in_request WHERE id IN (
                SELECT id FROM sign_in_request WHERE expires <= $1 OR (account IS NULL AND expires <= $2) LIMIT $3
            )
            """,
            [.integer(moment), .integer(unheard), .integer(limit)]
        )
    }

    static func request(_ row: SQLRow) throws -> StoredRequest {
        guard let state = SignInRequestState(rawValue: try row.text("state")) else {
            throw SQLDatabaseError.unexpectedColumn("state")
        }
        return StoredRequest(
            id: try row.id("id"),
            account: try row.optionalID("account"),
            scope: try row.text("scope"),
            asker: try row.text("asker"),
            origin: try row.text("origin"),
            client: try row.text("client"),
            test: try row.optionalID("test"),
            detail: try row.blob("detail"),
            state: state,
            created: try row.integer("created"),
            changed: try row.integer("changed"),
            expires: try row.integer("expires")
        )
    }
}
