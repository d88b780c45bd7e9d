import AccountAPI
import Encodings
import SQLDatabase

/// A letter that still has to be sent.
struct DueLetter: Sendable {
    let id: LetterID
    /// Whose contacts it goes to; nil where the name has no account.
    let account: AccountID?
    /// The sealed code.
    let code: [UInt8]
    /// The language of whoever asked for it; nil where nobody has said it.
    let language: String?
    /// Which try this is.
    let delivery: Int64
    /// How many tries in a row before this one were not heard of again.
    let unheard: Int64
}

/// The letters.
struct LetterStore {
    /// The transaction that the statements run in.
    let transaction: any SQLTransaction

    /// The account with a name.
    func account(login: [UInt8]) throws -> AccountID? {
        try transaction.row("SELECT id FROM account WHERE login = $1", [.blob(login)])?.id("id")
    }

    /// Keeps a new letter, which is due at once.
    func insert(
        _ id: LetterID,
        for account: AccountID?,
        hash: [UInt8],
        code: [UInt8],
        language: String?,
        now: Milliseconds,
        expires: Milliseconds
    ) throws {
        try transaction.execute(
            """
            INSERT INTO letter (id, account, hash, code, due, deliveries, tries, expires, language)
            VALUES ($1, $2, $3, $4, $5, 0, 0, $6, $7)
            """,
            [
                id.sql, .text(account?.rawValue), .blob(hash), .blob(code), .integer(now), .integer(expires),
                .text(language),
            ]
        )
    }

    /// The letter with a code, and how many tries it has left; nil if there is none, or it is too old or used up.
    func letter(hash: [UInt8], limit: Int64, now: Milliseconds) throws -> (id: LetterID, left: Int)? {
        let row = try transaction.row(
            "SELECT id, tries FROM letter WHERE hash = $1 AND tries < $2 AND expires > $3",
            [.blob(hash), .integer(limit), .integer(now)]
        )
        return try row.map { (try $0.id("id"), Int(limit - (try $0.integer("tries")))) }
    }

    /// Spends a try of a letter and returns how many are left; nil if it has none, or is too old.
    func spend(_ id: LetterID, limit: Int64, now: Milliseconds) throws -> Int? {
        let row = try transaction.row(
            "UPDATE letter SET tries = tries + 1 WHERE id = $1 AND tries < $2 AND expires > $3 RETURNING tries",
            [id.sql, .integer(limit), .integer(now)]
        )
        return try row.map { Int(limit - (try $0.integer("tries"))) }
    }

    /// Gives a try back.
    func giveBack(_ id: LetterID) throws {
        try transaction.execute("UPDATE letter SET tries = tries - 1 WHERE id = $1 AND tries > 0", [id.sql])
    }

    /// Some of those that are to be sent now, the longest waiting first.
    func due(at now: Milliseconds, limit: Int64) throws -> [LetterID] {
        try transaction.rows(
            "SELECT id FROM letter WHERE due <= $1 AND expires > $1 ORDER BY due, id LIMIT $2",
            [.integer(now), .integer(limit)]
        ).map { try $0.id("id") }
    }

    /// Takes a letter for a while to send it; nil where another node was faster.
    func claim(_ id: LetterID, at now: Milliseconds, until end: Milliseconds) throws -> DueLetter? {
        try transaction.row(
            """
            UPDATE letter SET due = $3, deliveries = deliveries + 1, unheard = unheard + 1
            WHERE id = $1 AND due <= $2 AND code IS NOT NULL RETURNING account, code, language, deliveries, unheard
            """,
            [id.sql, .integer(now), .integer(end)]
        ).map { row in
            DueLetter(
                id: id,
                account: try row.optionalID("account"),
                code: try row.blob("code"),
                language: try row.optionalText("language"),
                delivery: try row.integer("deliveries"),
                unheard: try row.integer("unheard") - 1
            )
        }
    }

    /// Notes the contacts that a letter goes to, or has gone to.
    func note(_ contacts: Set<ContactID>, of id: LetterID) throws {
        try transaction.execute(
            "UPDATE letter SET contacts = $2 WHERE id = $1",
            [id.sql, .text(ShownContacts.text(contacts))]
        )
    }

    /// The contacts that a letter went to; `isKnown` is false for one that was sent before they were noted.
    func contacts(of id: LetterID) throws -> (showing: Set<ContactID>, isKnown: Bool) {
        guard let row = try transaction.row("SELECT contacts FROM letter WHERE id = $1", [id.sql]) else {
            return ([], true)
        }
        let text = try row.optionalText("contacts")
        return (ShownContacts.showing(text ?? ""), text != nil)
    }

    /// Notes when a letter is tried again; nil once it was sent, or given up: its code is forgotten then.
    func postpone(_ id: LetterID, until due: Milliseconds?) throws {
        let forgets = due == nil ? ", code = NULL" : ""
        try transaction.execute(
            "UPDATE letter SET due = $2, unheard = 0\(forgets) WHERE id = $1",
            [id.sql, .integer(due)]
        )
    }
}
