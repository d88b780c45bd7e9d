import AccountAPI
import SQLDatabase

/// A credential of an account as it is stored; `account` is nil for the one made up where there is none.
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

    /// The credential of a name.
    func credential(login: [UInt8], kind: CredentialKind) throws -> StoredCredential? {
        let row = try transaction.row(
            """
            SELECT account.id AS account, credential.id AS id, credential.suite AS suite, credential.record AS record
            FROM account JOIN credential ON credential.account = account.id AND credential.kind = $2
            WHERE account.login = $1
            """,
            [.blob(login), .text(kind.rawValue)]
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

    /// What a credential stands for, or nil where it is no longer the account's: a change in the meantime ends it.
    func kind(of credential: CredentialID, account: AccountID) throws -> CredentialKind? {
        let row = try transaction.row(
            "SELECT kind FROM credential WHERE id = $1 AND account = $2",
            [credential.sql, account.sql]
        )
        return try row?.kind("kind")
    }

    /// When the account's credential of a kind was made; nil if it has none.
    func made(_ kind: CredentialKind, of account: AccountID) throws -> Milliseconds? {
        let row = try transaction.row(
            "SELECT created FROM credential WHERE account = $1 AND kind = $2",
            [account.sql, .text(kind.rawValue)]
        )
        return try row?.integer("created")
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
