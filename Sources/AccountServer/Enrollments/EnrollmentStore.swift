import AccountAPI
import Encodings
import Primitives
import SQLDatabase

/// An enrollment as it is stored, with its member.
struct StoredEnrollment: Sendable {
    let id: EnrollmentID
    let expires: Milliseconds
    let member: StoredMember
    /// The device that it has added; nil before.
    let device: ServiceDeviceID?
    let isUsed: Bool
}

/// The enrollments: what is left of codes.
struct EnrollmentStore {
    /// How long a code is remembered after its end, so that a late second use is noticed.
    static let memory = 30 * Milliseconds.day

    /// The transaction that the statements run in.
    let transaction: any SQLTransaction

    /// Keeps the hash of a new code.
    func insert(_ enrollment: Enrollment, for account: AccountID, now: Milliseconds) throws {
        try transaction.execute(
            "INSERT INTO enrollment (id, code_hash, account, created, expires) VALUES ($1, $2, $3, $4, $5)",
            [
                EnrollmentID.random().sql, .blob(enrollment.code.hash), account.sql, .integer(now),
                .integer(enrollment.expires),
            ]
        )
    }

    /// The enrollment of a code, whatever its state.
    func enrollment(_ code: EnrollmentCode) throws -> StoredEnrollment? {
        let row = try transaction.row("SELECT * FROM enrollment WHERE code_hash = $1", [.blob(code.hash)])
        guard let row, let member = try MemberStore(transaction: transaction).member(try row.id("account")) else {
            return nil
        }
        return StoredEnrollment(
            id: try row.id("id"),
            expires: try row.integer("expires"),
            member: member,
            device: try row.optionalID("device"),
            isUsed: try row.optionalInteger("used") != nil
        )
    }

    /// Uses an enrollment up; false if it was used before or is over.
    func use(_ id: EnrollmentID, for device: ServiceDeviceID, now: Milliseconds) throws -> Bool {
        let row = try transaction.row(
            """
            UPDATE enrollment SET used = $2, device = $3 WHERE id = $1 AND used IS NULL AND expires > $2 RETURNING id
            """,
            [id.sql, .integer(now), device.sql]
        )
        return row != nil
    }

    /// Ends the codes of a member that were not used.
    func endUnused(of account: AccountID, now: Milliseconds) throws {
        try transaction.execute(
            "UPDATE enrollment SET expires = $2 WHERE account = $1 AND used IS NULL AND expires > $2",
            [account.sql, .integer(now)]
        )
    }

    /// Forgets up to `limit` codes that ended long ago.
    func purge(now: Milliseconds, limit: Int64) throws {
        try transaction.execute(
            "DELETE FROM enrollment WHERE id IN (SELECT id FROM enrollment WHERE expires <= $1 LIMIT $2)",
            [.integer(now - Self.memory), .integer(limit)]
        )
    }
}
