import AccountAPI
import Encodings
import SQLDatabase

extension Named {
    /// A last message to a contact.
    enum Farewell {}
}

typealias FarewellID = Identifier<Named.Farewell>

/// What a last message tells.
enum FarewellOccasion: String, Sendable {
    /// The contact was removed.
    case contactRemoved = "contact-removed"
    /// The account was deleted.
    case accountDeleted = "account-deleted"
}

/// A last message that is being sent.
struct Farewell: Sendable {
    let occasion: FarewellOccasion
    let kind: ContactKind
    /// The sealed address.
    let value: [UInt8]
    let language: String
    /// Which try this is.
    let tries: Int64
    /// How many tries in a row before this one were not heard of again.
    let unheard: Int64
}

/// The last messages that still have to be sent.
struct FarewellStore {
    /// The transaction that the statements run in.
    let transaction: any SQLTransaction

    /// Keeps a message that is to be tried at once.
    func insert(
        _ id: FarewellID,
        _ occasion: FarewellOccasion,
        kind: ContactKind,
        value: [UInt8],
        language: String,
        due: Milliseconds
    ) throws {
        try transaction.execute(
            "INSERT INTO farewell (id, occasion, kind, value, language, due) VALUES ($1, $2, $3, $4, $5, $6)",
            [
                id.sql, .text(occasion.rawValue), .text(kind.rawValue), .blob(value), .text(language), .integer(due),
            ]
        )
    }

    /// Some of those that are to be tried now, the longest waiting first.
    func due(at now: Milliseconds, limit: Int64) throws -> [FarewellID] {
        try transaction.rows(
            "SELECT id FROM farewell WHERE due <= $1 ORDER BY due, id LIMIT $2",
            [.integer(now), .integer(limit)]
        ).map { try $0.id("id") }
    }

    /// Takes a message for a while; nil where another node was faster.
    func claim(_ id: FarewellID, at now: Milliseconds, until end: Milliseconds) throws -> Farewell? {
        let row = try transaction.row(
            """
            UPDATE farewell SET due = $3, tries = tries + 1, unheard = unheard + 1 WHERE id = $1 AND due <= $2
            RETURNING occasion, kind, value, language, tries, unheard
            """,
            [id.sql, .integer(now), .integer(end)]
        )
        guard let row else { return nil }
        guard let occasion = FarewellOccasion(rawValue: try row.text("occasion")) else {
            throw SQLDatabaseError.unexpectedColumn("occasion")
        }
        guard let kind = ContactKind(rawValue: try row.text("kind")) else {
            throw SQLDatabaseError.unexpectedColumn("kind")
        }
        return Farewell(
            occasion: occasion,
            kind: kind,
            value: try row.blob("value"),
            language: try row.text("language"),
            tries: try row.integer("tries"),
            unheard: try row.integer("unheard") - 1
        )
    }

    /// Notes that a try has failed, and when the next one comes.
    func postpone(_ id: FarewellID, until due: Milliseconds) throws {
        try transaction.execute(
            "UPDATE farewell SET due = $2, unheard = 0 WHERE id = $1",
            [id.sql, .integer(due)]
        )
    }

    /// Forgets a message that was sent, or that is given up.
    func delete(_ id: FarewellID) throws {
        try transaction.execute("DELETE FROM farewell WHERE id = $1", [id.sql])
    }
}
