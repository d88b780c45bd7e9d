import AccountAPI
import Encodings
import SQLDatabase

/// A registration, or a password change, that was started.
struct StoredRegistration: Sendable {
    /// The session that has begun to change a credential of its account, and no other may end it; nil for a new account.
    let session: SessionID?
    /// The account whose credential changes; nil for a new account.
    let account: AccountID?
    /// What the database will hold of the new account's name.
    let login: [UInt8]?
    /// The credential that it will make.
    let credential: CredentialID
    /// What the credential will stand for.
    let kind: CredentialKind
    /// The backup that the account had when it started to change a credential.
    let backup: BackupMark?
}

/// A credential to be stored.
struct NewCredential: Sendable {
    let id: CredentialID
    let kind: CredentialKind
    let seed: String
    let suite: UInt16
    let record: [UInt8]
}

/// The registrations that were started, the accounts and their credentials.
struct RegistrationStore {
    /// The transaction that the statements run in.
    let transaction: any SQLTransaction

    /// Whether an account has this name.
    func isTaken(_ login: [UInt8]) throws -> Bool {
        try transaction.row("SELECT id FROM account WHERE login = $1", [.blob(login)]) != nil
    }

    /// Keeps a registration that was started.
    func insert(_ id: RegistrationID, _ registration: StoredRegistration, expires: Milliseconds) throws {
        try transaction.execute(
            """
            INSERT INTO registration
                (id, account, login, credential, backup, backup_epoch, expires, kind, session, backup_made)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            """,
            [
                id.sql, .text(registration.account?.rawValue), registration.login.map { .blob($0) } ?? .null,
                registration.credential.sql, .text(registration.backup?.id.rawValue),
                .integer((registration.backup?.epoch).map(Int64.init)), .integer(expires),
                .text(registration.kind.rawValue), .text(registration.session?.rawValue),
                .text(registration.backup?.made),
            ]
        )
    }

    /// Takes a registration out, so that nobody can finish it again; nil if it is unknown, too old, begun in another
    /// session than this one, or for a credential of another kind.
    func take(
        _ id: RegistrationID,
        for session: Session?,
        kind: CredentialKind = .password,
        now: Milliseconds
    ) throws -> StoredRegistration? {
        let row = try transaction.row(
            "SELECT * FROM registration WHERE id = $1 AND expires > $2 AND kind = $3",
            [id.sql, .integer(now), .text(kind.rawValue)]
        )
        guard let row, try row.optionalID("account") == session?.account,
            try row.optionalID("session") == session?.id
        else { return nil }
        guard try transaction.row("DELETE FROM registration WHERE id = $1 RETURNING id", [id.sql]) != nil else {
            return nil
        }
        return StoredRegistration(
            session: session?.id,
            account: session?.account,
            login: try row.optionalBlob("login"),
            credential: try row.id("credential"),
            kind: kind,
            backup: try BackupMark(registration: row)
        )
    }

    /// Deletes what an account has started.
    func deleteAll(of account: AccountID) throws {
        try transaction.execute("DELETE FROM registration WHERE account = $1", [account.sql])
    }

    /// Deletes a credential of an account; false if it has no such credential.
    func deleteCredential(_ id: CredentialID, of account: AccountID, kind: CredentialKind) throws -> Bool {
        let row = try transaction.row(
            "DELETE FROM credential WHERE id = $1 AND account = $2 AND kind = $3 RETURNING id",
            [id.sql, account.sql, .text(kind.rawValue)]
        )
        return row != nil
    }

    /// Keeps a new account; false if the name is taken.
    func insertAccount(_ id: AccountID, login: [UInt8], now: Milliseconds) throws -> Bool {
        let row = try transaction.row(
            """
            INSERT INTO account (id, login, created) VALUES ($1, $2, $3) ON CONFLICT (login) DO NOTHING RETURNING id
            """,
            [id.sql, .blob(login), .integer(now)]
        )
        return row != nil
    }

    /// Puts a credential in the place of the one of its kind that the account had, if any.
    func replaceCredential(of account: AccountID, with credential: NewCredential, now: Milliseconds) throws {
        let kind = SQLValue.text(credential.kind.rawValue)
        try transaction.execute("DELETE FROM credential WHERE account = $1 AND kind = $2", [account.sql, kind])
        try transaction.execute(
            """
            INSERT INTO credential (id, account, kind, seed, suite, record, created)
            VALUES ($1, $2, $7, $3, $4, $5, $6)
            """,
            [
                credential.id.sql, account.sql, .text(credential.seed), .integer(Int64(credential.suite)),
                .blob(credential.record), .integer(now), kind,
            ]
        )
    }
}
