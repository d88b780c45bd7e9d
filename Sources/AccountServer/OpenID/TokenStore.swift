import Primitives
import SQLDatabase

/// The access and refresh tokens, by the hash of each.
struct TokenStore {
    /// What a token is for.
    enum Kind: String {
        case access
        case refresh
    }

    /// What using a refresh token up has found.
    enum Use {
        /// It was not used before.
        case first(grant: GrantID)
        /// It was, at a moment: its answer was lost, or someone else has it.
        case again(grant: GrantID, used: Milliseconds)
        /// There is no such token.
        case unknown
    }

    /// The transaction that the statements run in.
    let transaction: any SQLTransaction

    /// Keeps a new token.
    func insert(_ token: String, _ kind: Kind, of grant: GrantID, expires: Milliseconds) throws {
        try transaction.execute(
            "INSERT INTO openid_token (id, parent, kind, used, expires) VALUES ($1, $2, $3, NULL, $4)",
            [.text(Self.id(token)), grant.sql, .text(kind.rawValue), .integer(expires)]
        )
    }

    /// The grant of a token that has not expired.
    func grant(of token: String, _ kind: Kind, now: Milliseconds) throws -> GrantID? {
        let row = try transaction.row(
            "SELECT parent FROM openid_token WHERE id = $1 AND kind = $2 AND expires > $3",
            [.text(Self.id(token)), .text(kind.rawValue), .integer(now)]
        )
        return try row?.id("parent")
    }

    /// Uses a refresh token up.
    func use(_ token: String, now: Milliseconds) throws -> Use {
        let arguments: [SQLValue] = [.text(Self.id(token)), .text(Kind.refresh.rawValue), .integer(now)]
        let row = try transaction.row(
            """
            UPDATE openid_token SET used = $3 WHERE id = $1 AND kind = $2 AND expires > $3 AND used IS NULL
            RETURNING parent
            """,
            arguments
        )
        if let row { return .first(grant: try row.id("parent")) }
        let used = try transaction.row(
            "SELECT parent, used FROM openid_token WHERE id = $1 AND kind = $2 AND expires > $3",
            arguments
        )
        return try used.map { .again(grant: try $0.id("parent"), used: try $0.integer("used")) } ?? .unknown
    }

    /// Ends one token.
    func delete(_ token: String) throws {
        try transaction.execute("DELETE FROM openid_token WHERE id = $1", [.text(Self.id(token))])
    }

    private static func id(_ token: String) -> String {
        SHA256.hash(Array(token.utf8)).hexadecimal
    }
}
