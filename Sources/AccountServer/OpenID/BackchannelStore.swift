import AccountAPI
import Primitives
import SQLDatabase

/// A sign-in that an application has asked devices for, without a browser.
struct BackchannelRequest: Sendable {
    let client: ClientID
    let request: SignInRequestID
    /// In the form in which names are compared.
    let username: String
    let scopes: [Scope]
}

/// The sign-ins that applications poll for, by the hash of what each polls with.
struct BackchannelStore {
    /// The transaction that the statements run in.
    let transaction: any SQLTransaction
    /// Seals user names.
    let service: ServiceContext

    /// Keeps a new one.
    func insert(
        _ id: String,
        _ pending: BackchannelRequest,
        interval: Milliseconds,
        expires: Milliseconds
    ) throws {
        let row = Self.row(id)
        let username = try service.atRest.seal(Array(pending.username.utf8), for: .username(row: row))
        try transaction.execute(
            """
            INSERT INTO openid_backchannel (id, client, request, username, scopes, polled, pause, expires)
            VALUES ($1, $2, $3, $4, $5, 0, $6, $7)
            """,
            [
                .text(row), pending.client.sql, pending.request.sql, .blob(username),
                .text(Scope.write(pending.scopes)), .integer(interval), .integer(expires),
            ]
        )
    }

    /// Notes that an application polls; too early a poll makes the pause longer.
    ///
    /// Nil if it has nothing to poll for.
    func poll(
        _ id: String,
        of client: ClientID,
        slowdown: Milliseconds,
        now: Milliseconds
    ) throws -> (BackchannelRequest, isEarly: Bool)? {
        let row = try transaction.row(
            """
            UPDATE openid_backchannel SET polled = $3, pause = CASE WHEN polled + pause > $3 THEN pause + $4 ELSE pause END,
                is_early = CASE WHEN polled + pause > $3 THEN 1 ELSE 0 END
            WHERE id = $1 AND client = $2 AND expires > $3 RETURNING *
            """,
            [.text(Self.row(id)), client.sql, .integer(now), .integer(slowdown)]
        )
        guard let row else { return nil }
        let username = try service.atRest.open(try row.blob("username"), from: .username(row: Self.row(id)))
        let pending = BackchannelRequest(
            client: client,
            request: try row.id("request"),
            username: username.exposedText,
            scopes: Scope.read(try row.text("scopes"))
        )
        return (pending, isEarly: try row.flag("is_early"))
    }

    /// Forgets one.
    func delete(_ id: String) throws {
        try transaction.execute("DELETE FROM openid_backchannel WHERE id = $1", [.text(Self.row(id))])
    }

    private static func row(_ id: String) -> String {
        SHA256.hash(Array(id.utf8)).hexadecimal
    }
}
