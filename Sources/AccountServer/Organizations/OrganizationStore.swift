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
        return try transaction.row("SELECT id FROM organization WHERE slug = $1", [.text(slug)]) != nil
    }

    private static func organization(_ row: SQLRow) throws -> StoredOrganization {
        StoredOrganization(
            id: try row.id("id"),
            slug: try row.text("slug"),
            name: try row.blob("name"),
            created: try row.integer("created")
        )
    }
}
