import SQLDatabase

/// The counters of attempts.
struct AttemptStore {
    /// The transaction that the statements run in.
    let transaction: any SQLTransaction

    /// Counts one attempt and returns the count, or nil where the limit was reached.
    func spend(_ scope: [UInt8], _ window: AttemptWindow, now: Milliseconds) throws -> Int64? {
        let row = try transaction.row(
            """
            INSERT INTO attempt (scope, starts, count, expires) VALUES ($1, $2, 1, $3)
            ON CONFLICT (scope, starts) DO UPDATE SET
                count = CASE WHEN attempt.expires <= $4 THEN 1 ELSE attempt.count + 1 END, expires = $3
            WHERE attempt.count < $5 OR attempt.expires <= $4
            RETURNING count
            """,
            [
                name(scope, window), .integer(window.start(at: now)), .integer(window.end(at: now)), .integer(now),
                .integer(window.limit),
            ]
        )
        return try row?.integer("count")
    }

    /// When a window ends that has no attempts left; nil where it has some.
    func spent(_ scope: [UInt8], _ window: AttemptWindow, now: Milliseconds) throws -> Milliseconds? {
        let row = try transaction.row(
            "SELECT expires FROM attempt WHERE scope = $1 AND starts = $2 AND count >= $3 AND expires > $4",
            [name(scope, window), .integer(window.start(at: now)), .integer(window.limit), .integer(now)]
        )
        return try row?.integer("expires")
    }

    /// When a window whose attempts are spent ends.
    func end(_ scope: [UInt8], _ window: AttemptWindow, now: Milliseconds) throws -> Milliseconds {
        let row = try transaction.row(
            "SELECT expires FROM attempt WHERE scope = $1 AND starts = $2",
            [name(scope, window), .integer(window.start(at: now))]
        )
        return try row?.integer("expires") ?? now
    }

    /// Takes one attempt back.
    func giveBack(_ scope: [UInt8], _ window: AttemptWindow, spentAt spent: Milliseconds) throws {
        try transaction.execute(
            "UPDATE attempt SET count = count - 1 WHERE scope = $1 AND starts = $2 AND count > 0",
            [name(scope, window), .integer(window.start(at: spent))]
        )
    }

    private func name(_ scope: [UInt8], _ window: AttemptWindow) -> SQLValue {
        .text("\(window.label)/\(scope.hexadecimal)")
    }
}
