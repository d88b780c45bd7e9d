import AccountAPI
import Primitives
import SQLDatabase

/// Someone who is signed in in a browser.
struct WebSession: Sendable {
    /// The hash of what the browser's cookie holds.
    let id: String
    let account: AccountID
    /// The device that approved, or whose code was typed; the session ends with it.
    let device: ServiceDeviceID
    /// The name that was typed, in the form in which names are compared.
    let username: String
    let level: AuthenticationLevel
    let signedIn: Milliseconds
    let expires: Milliseconds
}

/// The rules of sessions in browsers: a sign-in makes a new one, the cookie alone opens it.
struct WebSessions: Sendable {
    /// How long a session lasts after the sign-in.
    static let lifetime = 12 * Milliseconds.hour
    private static let tokenLength = 32
    private let service: ServiceContext

    /// Makes the rules over a service.
    init(_ service: ServiceContext) {
        self.service = service
    }

    /// Opens a session in the place of the one that the browser had, and returns what its cookie holds.
    func open(_ person: SignedIn, replacing old: WebSession?) async throws -> (session: WebSession, token: String) {
        let token = randomBytes(count: Self.tokenLength).hexadecimal
        let now = service.now
        let session = WebSession(
            id: Self.id(token),
            account: person.account,
            device: person.device,
            username: person.username,
            level: person.level,
            signedIn: now,
            expires: now + Self.lifetime
        )
        let username = try service.atRest.seal(Array(session.username.utf8), for: .username(row: session.id))
        try await service.database.write { transaction in
            let store = WebSessionStore(transaction: transaction)
            if let old {
                try store.delete(old.id)
            }
            try store.insert(session, username: username)
        }
        return (session, token)
    }

    /// The session of a cookie; nil if it is unknown or has ended.
    func session(_ token: String) async throws -> WebSession? {
        let (id, now) = (Self.id(token), service.now)
        let row = try await service.database.read { try WebSessionStore(transaction: $0).row(id) }
        guard let row, try row.integer("expires") > now,
            let level = AuthenticationLevel(rawValue: try row.text("level"))
        else { return nil }
        let username = try service.atRest.open(try row.blob("username"), from: .username(row: id))
        return WebSession(
            id: id,
            account: try row.id("account"),
            device: try row.id("device"),
            username: username.exposedText,
            level: level,
            signedIn: try row.integer("signed_in"),
            expires: try row.integer("expires")
        )
    }

    /// Ends a session; what applications got from it ends as well, unless they may act while nobody is there.
    func end(_ session: WebSession) async throws {
        try await service.database.write { try WebSessionStore(transaction: $0).delete(session.id) }
    }

    private static func id(_ token: String) -> String {
        SHA256.hash(Array(token.utf8)).hexadecimal
    }
}

/// Who has just signed in on a page, and how.
struct SignedIn: Sendable {
    let account: AccountID
    let device: ServiceDeviceID
    /// In the form in which names are compared.
    let username: String
    let level: AuthenticationLevel
}

/// The sessions of browsers.
struct WebSessionStore {
    /// The transaction that the statements run in.
    let transaction: any SQLTransaction

    /// Keeps a new session with its sealed user name.
    func insert(_ session: WebSession, username: [UInt8]) throws {
        try transaction.execute(
            """
            INSERT INTO web_session (id, account, device, username, level, signed_in, expires)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            """,
            [
                .text(session.id), session.account.sql, session.device.sql, .blob(username),
                .text(session.level.rawValue), .integer(session.signedIn), .integer(session.expires),
            ]
        )
    }

    /// The row of a session.
    func row(_ id: String) throws -> SQLRow? {
        try transaction.row(
            """
            SELECT web_session.* FROM web_session JOIN device ON device.id = web_session.device
            WHERE web_session.id = $1 AND device.suspended IS NULL
            """,
            [.text(id)]
        )
    }

    /// Ends a session.
    func delete(_ id: String) throws {
        try transaction.execute("DELETE FROM web_session WHERE id = $1", [.text(id)])
    }
}
