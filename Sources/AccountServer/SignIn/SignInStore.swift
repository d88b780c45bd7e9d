import AccountAPI
import SQLDatabase

/// The password credential of an account as it is stored; `account` is nil for the one made up for an unknown name.
struct StoredCredential: Sendable {
    let account: AccountID?
    let id: CredentialID
    let suite: UInt16
    let record: [UInt8]
}

/// The sign-ins that were started, and the credentials they start with.
struct SignInStore {
    /// The transaction that the statements run in.
    let transaction: any SQLTransaction

    /// The password credential of a name.
    func credential(login: [UInt8]) throws -> StoredCredential? {
        let row = try transaction.row(
            """
            SELECT account.id AS account, credential.id AS id, credential.suite AS suite, credential.record AS record
            FROM account JOIN credential ON credential.account = account.id AND credential.kind = 'password'
            WHERE account.login = $1
            """,
            [.blob(login)]
        )
        return try row.map { row in
            StoredCredential(
                account: try row.id("account"),
                id: try row.id("id"),
                suite: UInt16(truncatingIfNeeded: try row.integer("suite")),
                record: try row.blob("record")
            )
        }
    }

    /// Whether a credential is the account's still; a password change between the two steps ends it.
    func isCurrent(_ credential: CredentialID, of account: AccountID) throws -> Bool {
        let row = try transaction.row(
            "SELECT id FROM credential WHERE id = $1 AND account = $2",
            [credential.sql, account.sql]
        )
        return row != nil
    }

    /// Keeps a sign-in that was started.
    func insert(_ id: SignInID, state: [UInt8], expires: Milliseconds) throws {
        try transaction.execute(
            "INSERT INTO sign_in (id, state, expires) VALUES ($1, $2, $3)",
            [id.sql, .blob(state), .integer(expires)]
        )
    }

    /// Takes a sign-in out, so that nobody can finish it again; nil if it is unknown or too old.
    func take(_ id: SignInID, now: Milliseconds) throws -> [UInt8]? {
        let row = try transaction.row("DELETE FROM sign_in WHERE id = $1 RETURNING state, expires", [id.sql])
        guard let row, try row.integer("expires") > now else { return nil }
        return try row.blob("state")
    }
}
