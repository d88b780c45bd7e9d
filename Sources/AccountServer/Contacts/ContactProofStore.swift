import AccountAPI
import Encodings
import SQLDatabase

/// The contact proofs.
struct ContactProofStore {
    /// The transaction that the statements run in.
    let transaction: any SQLTransaction

    /// Keeps a new proof; those of the device, or of the session without one, that wait for their code no longer work.
    func insert(
        _ id: ContactProofID,
        by contact: ContactID,
        for session: Session,
        code: [UInt8],
        language: String,
        expires: Milliseconds
    ) throws {
        try transaction.execute(
            """
            DELETE FROM contact_proof WHERE account = $1 AND code IS NOT NULL AND session IN
                (SELECT id FROM session WHERE account = $1 AND (id = $2 OR device = $3))
            """,
            [session.account.sql, session.id.sql, .text(session.device?.rawValue)]
        )
        try transaction.execute(
            """
            INSERT INTO contact_proof (id, account, session, contact, code, tries, expires, language)
            VALUES ($1, $2, $3, $4, $5, 0, $6, $7)
            """,
            [
                id.sql, session.account.sql, session.id.sql, contact.sql, .blob(code), .integer(expires),
                .text(language),
            ]
        )
    }

    /// The proof of a session by a contact that waits for its code, with the end of that code, where it has tries left
    /// and works until after a moment.
    func open(
        by contact: ContactID,
        for session: Session,
        limit: Int64,
        after moment: Milliseconds
    ) throws -> (ContactProofID, expires: Milliseconds)? {
        let row = try transaction.row(
            """
            SELECT id, expires FROM contact_proof
            WHERE contact = $1 AND session = $2 AND account = $3 AND code IS NOT NULL AND tries < $4 AND expires > $5
            ORDER BY expires DESC LIMIT 1
            """,
            [contact.sql, session.id.sql, session.account.sql, .integer(limit), .integer(moment)]
        )
        return try row.map { (try $0.id("id"), try $0.integer("expires")) }
    }

    /// Spends one try and returns the sealed code, with the language of whoever asked for it; nil if the proof is none of
    /// the session's, finished, too old, or has no tries left.
    func spendTry(
        _ id: ContactProofID,
        for session: Session,
        limit: Int64,
        now: Milliseconds
    ) throws -> (contact: ContactID, language: String?, spent: ContactCodes.Spent)? {
        let row = try transaction.row(
            """
            UPDATE contact_proof SET tries = tries + 1
            WHERE id = $1 AND session = $2 AND account = $3 AND code IS NOT NULL AND tries < $4 AND expires > $5
            RETURNING contact, language, code, tries
            """,
            [id.sql, session.id.sql, session.account.sql, .integer(limit), .integer(now)]
        )
        guard let row else { return nil }
        let spent = ContactCodes.Spent(code: try row.blob("code"), tries: try row.integer("tries"))
        return (try row.id("contact"), try row.optionalText("language"), spent)
    }

    /// Notes that the code was typed, and forgets it.
    func finish(_ id: ContactProofID, expires: Milliseconds) throws {
        try transaction.execute(
            "UPDATE contact_proof SET code = NULL, expires = $2 WHERE id = $1",
            [id.sql, .integer(expires)]
        )
    }

    /// Takes a finished proof out, so that it is used once; false if the session has no such proof.
    func take(_ id: ContactProofID, session: SessionID, account: AccountID, now: Milliseconds) throws -> Bool {
        let row = try transaction.row(
            """
            DELETE FROM contact_proof
            WHERE id = $1 AND session = $2 AND account = $3 AND code IS NULL AND expires > $4
            RETURNING id
            """,
            [id.sql, session.sql, account.sql, .integer(now)]
        )
        return row != nil
    }

    /// Deletes a proof.
    func delete(_ id: ContactProofID) throws {
        try transaction.execute("DELETE FROM contact_proof WHERE id = $1", [id.sql])
    }
}
