import AccountAPI
import SQLDatabase

/// The relying parties.
struct RelyingPartyStore {
    /// The transaction that the statements run in.
    let transaction: any SQLTransaction

    /// Keeps a new relying party and the hash of its secret.
    func insert(_ party: RelyingParty, secret: [UInt8]) throws {
        try transaction.execute(
            "INSERT INTO client (id, name, secret, created) VALUES ($1, $2, $3, $4)",
            [party.id.sql, .text(party.name), .blob(secret), .integer(party.created)]
        )
    }

    /// All of them, the oldest first.
    func all() throws -> [RelyingParty] {
        try transaction.rows("SELECT id, name, created FROM client ORDER BY created, id", []).map { row in
            RelyingParty(id: try row.id("id"), name: try row.text("name"), created: try row.integer("created"))
        }
    }

    /// The hash of a secret.
    func secret(of id: ClientID) throws -> [UInt8]? {
        try transaction.row("SELECT secret FROM client WHERE id = $1", [id.sql])?.blob("secret")
    }

    /// Deletes a relying party; false if there is none.
    func delete(_ id: ClientID) throws -> Bool {
        try transaction.row("DELETE FROM client WHERE id = $1 RETURNING id", [id.sql]) != nil
    }
}
