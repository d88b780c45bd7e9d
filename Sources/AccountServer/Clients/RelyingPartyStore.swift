import AccountAPI
import Encodings
import Foundation
import Primitives
import SQLDatabase

/// The relying parties.
struct RelyingPartyStore {
    /// The transaction that the statements run in.
    let transaction: any SQLTransaction

    /// Seals names and addresses, which tell together with consents who uses what.
    let service: ServiceContext

    /// Keeps a new relying party and the hash of its secret.
    func insert(_ party: RelyingParty, secret: [UInt8]) throws {
        let settings = party.settings
        try transaction.execute(
            """
            INSERT INTO client
                (id, name, secret, created, algorithm, is_public, needs_pkce, needs_consent, may_ask_devices, details)
            VALUES ($1, '', $2, $3, $4, $5, $6, $7, $8, $9)
            """,
            [
                party.id.sql, .blob(secret), .integer(party.created),
                .text(settings.algorithm.rawValue), .flag(settings.isPublic), .flag(settings.needsPKCE),
                .flag(settings.needsConsent), .flag(settings.mayAskDevices),
                .blob(try sealed(Details(name: party.name, settings), of: party.id)),
            ]
        )
    }

    /// Seals what a database of before holds in clear.
    func seal() throws {
        for row in try transaction.rows("SELECT id, name FROM client WHERE details IS NULL", []) {
            let id: ClientID = try row.id("id")
            let details = Details(
                name: try row.text("name"),
                redirects: try redirects(of: id, "sign-in"),
                postLogoutRedirects: try redirects(of: id, "sign-out")
            )
            try transaction.execute(
                "UPDATE client SET details = $2, name = '' WHERE id = $1",
                [id.sql, .blob(try sealed(details, of: id))]
            )
            try transaction.execute("DELETE FROM client_redirect WHERE client = $1", [id.sql])
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

    /// What is sealed of a relying party.
    private struct Details: Codable {
        let name: String
        let redirects: [String]
        let postLogoutRedirects: [String]

        init(name: String, redirects: [String], postLogoutRedirects: [String]) {
            self.name = name
            self.redirects = redirects
            self.postLogoutRedirects = postLogoutRedirects
        }

        init(name: String, _ settings: SignInSettings) {
            self.init(
                name: name,
                redirects: settings.redirects,
                postLogoutRedirects: settings.postLogoutRedirects
            )
        }
    }

    private func sealed(_ details: Details, of id: ClientID) throws -> [UInt8] {
        try service.atRest.seal(try JSONEncoder().encode(details), for: .clientDetails(row: id.rawValue))
    }

    private func party(_ row: SQLRow) throws -> RelyingParty {
        let id: ClientID = try row.id("id")
        guard let algorithm = SigningAlgorithm(rawValue: try row.text("algorithm")) else {
            throw SQLDatabaseError.unexpectedColumn("algorithm")
        }
        let opened = try service.atRest.open(try row.blob("details"), from: .clientDetails(row: id.rawValue))
        let details = try JSONDecoder().decode(Details.self, from: Data(opened.exposedBytes()))
        return RelyingParty(
            id: id,
            name: details.name,
            created: try row.integer("created"),
            settings: SignInSettings(
                redirects: details.redirects,
                postLogoutRedirects: details.postLogoutRedirects,
                algorithm: algorithm,
                isPublic: try row.flag("is_public"),
                needsPKCE: try row.flag("needs_pkce"),
                needsConsent: try row.flag("needs_consent"),
                mayAskDevices: try row.flag("may_ask_devices")
            )
        )
    }

    private func redirects(of id: ClientID, _ kind: String) throws -> [String] {
        let sql = "SELECT uri FROM client_redirect WHERE client = $1 AND kind = $2 ORDER BY uri"
        return try transaction.rows(sql, [id.sql, .text(kind)]).map { try $0.text("uri") }
    }
}
