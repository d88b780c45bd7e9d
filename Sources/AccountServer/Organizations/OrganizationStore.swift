import AccountAPI
import SQLDatabase

/// An organisation as it is stored.
struct StoredOrganization: Sendable {
    let id: OrganizationID
    let slug: String
    /// Its sealed name.
    let name: [UInt8]
    let created: Milliseconds
}

/// The organisations.
struct OrganizationStore {
    /// The transaction that the statements run in.
    let transaction: any SQLTransaction

    /// Keeps a new organisation; false if another has its short name.
    func insert(_ organization: StoredOrganization) throws -> Bool {
        let row = try transaction.row(
            """
            INSERT INTO organization (id, slug, name, created) VALUES ($1, $2, $3, $4)
            ON CONFLICT (slug) DO NOTHING RETURNING id
            """,
            [
                organization.id.sql, .text(organization.slug), .blob(organization.name),
                .integer(organization.created),
            ]
        )
        return row != nil
    }

    /// Changes the sealed name of an organisation.
    func rename(_ id: OrganizationID, to name: [UInt8]) throws {
        try transaction.execute("UPDATE organization SET name = $2 WHERE id = $1", [id.sql, .blob(name)])
    }

    /// Deletes an organisation with its log and its members' accounts; its short name stays out of strangers' reach.
    func delete(_ organization: StoredOrganization, now: Milliseconds) throws {
        try transaction.execute(
            "DELETE FROM account WHERE id IN (SELECT account FROM member WHERE organization = $1)",
            [organization.id.sql]
        )
        try transaction.execute("DELETE FROM organization WHERE id = $1", [organization.id.sql])
        try transaction.execute(
            "INSERT INTO service (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING",
            [.text(Self.deleted(organization.slug)), .text(String(now))]
        )
    }

    /// All of them, by short name.
    func all() throws -> [StoredOrganization] {
        try transaction.rows("SELECT * FROM organization ORDER BY slug", []).map(Self.organization)
    }

    /// The organisation with an identifier.
    func organization(_ id: OrganizationID) throws -> StoredOrganization? {
        try transaction.row("SELECT * FROM organization WHERE id = $1", [id.sql]).map(Self.organization)
    }

    /// The organisation with a short name.
    func organization(slug: String) throws -> StoredOrganization? {
        try transaction.row("SELECT * FROM organization WHERE slug = $1", [.text(slug)]).map(Self.organization)
    }

    /// Whether a user name belongs to the members of an organisation.
    func owns(_ name: LoginName) throws -> Bool {
        guard let slug = name.organization else { return false }
        // Applications may know members of an organisation that is gone: nobody else gets their names.
        let sql = """
            SELECT slug AS found FROM organization WHERE slug = $1
            UNION ALL SELECT name AS found FROM service WHERE name = $2
            """
        return try transaction.row(sql, [.text(slug), .text(Self.deleted(slug))]) != nil
    }

    /// What the table of the service remembers a deleted organisation by.
    private static func deleted(_ slug: String) -> String { "deleted-organization/\(slug)" }

    private static func organization(_ row: SQLRow) throws -> StoredOrganization {
        StoredOrganization(
            id: try row.id("id"),
            slug: try row.text("slug"),
            name: try row.blob("name"),
            created: try row.integer("created")
        )
    }
}
