import AccountAPI
import SQLDatabase

/// A contact as it is stored.
struct StoredContact: Sendable {
    let id: ContactID
    let kind: ContactKind
    /// Its sealed address.
    let value: [UInt8]
    /// The language of what is sent there.
    let language: String
    let added: Milliseconds
    /// Whether a code sent there was typed.
    let isVerified: Bool
}

/// The contacts.
struct ContactStore {
    /// The transaction that the statements run in.
    let transaction: any SQLTransaction

    /// Keeps a new contact, which is not verified yet.
    func insert(_ contact: StoredContact, of account: AccountID, expires: Milliseconds) throws {
        try transaction.execute(
            """
            INSERT INTO contact (id, account, kind, value, language, added, verified, expires)
            VALUES ($1, $2, $3, $4, $5, $6, NULL, $7)
            """,
            [
                contact.id.sql, account.sql, .text(contact.kind.rawValue), .blob(contact.value),
                .text(contact.language), .integer(contact.added), .integer(expires),
            ]
        )
    }

    /// The contacts of an account, the oldest first.
    func contacts(of account: AccountID, now: Milliseconds) throws -> [StoredContact] {
        let sql = """
            SELECT * FROM contact WHERE account = $1 AND (expires IS NULL OR expires > $2) ORDER BY added, id
            """
        return try transaction.rows(sql, [account.sql, .integer(now)]).map { row in
            guard let kind = ContactKind(rawValue: try row.text("kind")) else {
                throw SQLDatabaseError.unexpectedColumn("kind")
            }
            return StoredContact(
                id: try row.id("id"),
                kind: kind,
                value: try row.blob("value"),
                language: try row.text("language"),
                added: try row.integer("added"),
                isVerified: try row.optionalInteger("verified") != nil
            )
        }
    }

    /// Notes the language of whoever last typed a code that was sent there.
    func set(_ id: ContactID, language: String) throws {
        try transaction.execute("UPDATE contact SET language = $2 WHERE id = $1", [id.sql, .text(language)])
    }

    /// Notes that a contact is verified.
    func verify(_ id: ContactID, now: Milliseconds) throws {
        try transaction.execute(
            "UPDATE contact SET verified = $2, expires = NULL WHERE id = $1",
            [id.sql, .integer(now)]
        )
    }

    /// Deletes a contact and the proofs by it.
    func delete(_ id: ContactID) throws {
        try transaction.execute("DELETE FROM contact WHERE id = $1", [id.sql])
    }
}
