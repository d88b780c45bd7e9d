import AccountAPI
import Encodings
import Primitives
import SQLDatabase

/// What one sign-in gave to one application: its codes and tokens stand or fall with it.
struct Grant: Sendable {
    let id: GrantID
    let client: ClientID
    let account: AccountID
    /// The device that signed in; without it the grant ends.
    let device: ServiceDeviceID
    /// The session of the browser that it ends with; nil if the application may act while nobody is there.
    let session: String?
    let username: String
    let scopes: [Scope]
    let level: AuthenticationLevel
    let signedIn: Milliseconds
}

/// The grants.
struct GrantStore {
    /// The transaction that the statements run in.
    let transaction: any SQLTransaction
    /// Opens user names.
    let service: ServiceContext

    /// Keeps a new grant.
    func insert(_ grant: Grant, expires: Milliseconds) throws {
        let username = try service.atRest.seal(Array(grant.username.utf8), for: .username(row: grant.id.rawValue))
        try transaction.execute(
            """
            INSERT INTO openid_grant
                (id, client, account, device, session, username, scopes, level, signed_in, expires)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            """,
            [
                grant.id.sql, grant.client.sql, grant.account.sql, grant.device.sql, .text(grant.session),
                .blob(username), .text(Scope.write(grant.scopes)), .text(grant.level.rawValue),
                .integer(grant.signedIn), .integer(expires),
            ]
        )
    }

    /// The grant with an identifier, unless its time is over.
    func grant(_ id: GrantID, now: Milliseconds) throws -> Grant? {
        let sql = "SELECT * FROM openid_grant WHERE id = $1 AND expires > $2"
        guard let row = try transaction.row(sql, [id.sql, .integer(now)]) else { return nil }
        guard let level = AuthenticationLevel(rawValue: try row.text("level")) else {
            throw SQLDatabaseError.unexpectedColumn("level")
        }
        let username = try service.atRest.open(try row.blob("username"), from: .username(row: id.rawValue))
        return Grant(
            id: id,
            client: try row.id("client"),
            account: try row.id("account"),
            device: try row.id("device"),
            session: try row.optionalText("session"),
            username: username.exposedText,
            scopes: Scope.read(try row.text("scopes")),
            level: level,
            signedIn: try row.integer("signed_in")
        )
    }

    /// Keeps a grant for longer: its code was exchanged.
    func extend(_ id: GrantID, to expires: Milliseconds) throws {
        try transaction.execute("UPDATE openid_grant SET expires = $2 WHERE id = $1", [id.sql, .integer(expires)])
    }

    /// Ends a grant, and with it its codes and tokens.
    func delete(_ id: GrantID) throws {
        try transaction.execute("DELETE FROM openid_grant WHERE id = $1", [id.sql])
    }

    /// Ends what an account has given to an application.
    func delete(_ account: AccountID, _ client: ClientID) throws {
        try transaction.execute(
            "DELETE FROM openid_grant WHERE account = $1 AND client = $2",
            [account.sql, client.sql]
        )
    }
}
