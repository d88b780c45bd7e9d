import Primitives
import SQLDatabase

/// An authorization code as it is stored, without the code.
struct AuthorizationCode: Sendable {
    let grant: GrantID
    /// The hash of the address that it was sent to, which would tell the application.
    let redirect: String
    /// The challenge that its verifier answers.
    let challenge: String?
    let nonce: String?
    let validUntil: Milliseconds
}

/// The authorization codes, by the hash of each.
struct CodeStore {
    /// What using a code up has found.
    enum Use {
        /// It was not used before.
        case first(AuthorizationCode)
        /// It was, so someone else has it.
        case again(grant: GrantID)
        /// There is no such code.
        case unknown
    }

    /// The transaction that the statements run in.
    let transaction: any SQLTransaction

    /// Keeps a new code.
    func insert(_ stored: AuthorizationCode, code: String, expires: Milliseconds) throws {
        try transaction.execute(
            """
            INSERT INTO openid_code (id, parent, redirect, challenge, nonce, valid_until, used, expires)
            VALUES ($1, $2, $3, $4, $5, $6, NULL, $7)
            """,
            [
                .text(Self.id(code)), stored.grant.sql, .text(stored.redirect), .text(stored.challenge),
                .text(stored.nonce), .integer(stored.validUntil), .integer(expires),
            ]
        )
    }

    /// Uses a code up.
    func use(_ code: String, now: Milliseconds) throws -> Use {
        let id = Self.id(code)
        let row = try transaction.row(
            "UPDATE openid_code SET used = $2 WHERE id = $1 AND used IS NULL RETURNING *",
            [.text(id), .integer(now)]
        )
        if let row {
            return .first(
                AuthorizationCode(
                    grant: try row.id("parent"),
                    redirect: try row.text("redirect"),
                    challenge: try row.optionalText("challenge"),
                    nonce: try row.optionalText("nonce"),
                    validUntil: try row.integer("valid_until")
                )
            )
        }
        let used = try transaction.row("SELECT parent FROM openid_code WHERE id = $1", [.text(id)])
        return try used.map { .again(grant: try $0.id("parent")) } ?? .unknown
    }

    /// What is stored of the address that a code is sent to.
    static func hash(redirect: String) -> String {
        SHA256.hash(Array(redirect.utf8)).hexadecimal
    }

    private static func id(_ code: String) -> String {
        SHA256.hash(Array(code.utf8)).hexadecimal
    }
}
