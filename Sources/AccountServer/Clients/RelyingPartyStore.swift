import AccountAPI
import SQLDatabase

/// The relying parties.
struct RelyingPartyStore {
    /// The transaction that the statements run in.
    let transaction: any SQLTransaction

    /// Keeps a new relying party and the hash of its secret.
    func insert(_ party: RelyingParty, secret: [UInt8]) throws {
        let settings = party.settings
        try transaction.execute(
            """
            INSERT INTO client
                (id, name, secret, created, algorithm, is_public, needs_pkce, needs_consent, may_ask_devices)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """,
            [
                party.id.sql, .text(party.name), .blob(secret), .integer(party.created),
                .text(settings.algorithm.rawValue), .flag(settings.isPublic), .flag(settings.needsPKCE),
                .flag(settings.needsConsent), .flag(settings.mayAskDevices),
            ]
        )
        for (kind, uris) in [(Kind.signIn, settings.redirects), (.signOut, settings.postLogoutRedirects)] {
            for uri in uris {
                try transaction.execute(
                    "INSERT INTO client_redirect (client, kind, uri) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
                    [party.id.sql, .text(kind.rawValue), .text(uri)]
                )
            }
        }
    }

    /// All of them, the oldest first.
    func all() throws -> [RelyingParty] {
        try transaction.rows("SELECT * FROM client ORDER BY created, id", []).map(party)
    }

    /// The relying party with an identifier.
    func party(_ id: ClientID) throws -> RelyingParty? {
        guard let row = try transaction.row("SELECT * FROM client WHERE id = $1", [id.sql]) else { return nil }
        return try party(row)
    }

    /// The hash of a secret.
    func secret(of id: ClientID) throws -> [UInt8]? {
        try transaction.row("SELECT secret FROM client WHERE id = $1", [id.sql])?.blob("secret")
    }

    /// Deletes a relying party; false if there is none.
    func delete(_ id: ClientID) throws -> Bool {
        try transaction.row("DELETE FROM client WHERE id = $1 RETURNING id", [id.sql]) != nil
    }

    private enum Kind: String {
        case signIn = "sign-in"
        case signOut = "sign-out"
    }

    private func party(_ row: SQLRow) throws -> RelyingParty {
        let id: ClientID = try row.id("id")
        guard let algorithm = SigningAlgorithm(rawValue: try row.text("algorithm")) else {
            throw SQLDatabaseError.unexpectedColumn("algorithm")
        }
        return RelyingParty(
            id: id,
            name: try row.text("name"),
            created: try row.integer("created"),
            settings: SignInSettings(
                redirects: try redirects(of: id, .signIn),
                postLogoutRedirects: try redirects(of: id, .signOut),
                algorithm: algorithm,
                isPublic: try row.flag("is_public"),
                needsPKCE: try row.flag("needs_pkce"),
                needsConsent: try row.flag("needs_consent"),
                mayAskDevices: try row.flag("may_ask_devices")
            )
        )
    }

    private func redirects(of id: ClientID, _ kind: Kind) throws -> [String] {
        let sql = "SELECT uri FROM client_redirect WHERE client = $1 AND kind = $2 ORDER BY uri"
        return try transaction.rows(sql, [id.sql, .text(kind.rawValue)]).map { try $0.text("uri") }
    }
}
