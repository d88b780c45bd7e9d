import AccountAPI
import SQLDatabase

/// A member as it is stored.
struct StoredMember: Sendable {
    let account: AccountID
    let organization: OrganizationID
    /// Its sealed name.
    let name: [UInt8]
    let role: MemberRole
    let added: Milliseconds
    /// How many devices it has.
    let devices: Int64
}

/// The members of organisations.
struct MemberStore {
    /// The transaction that the statements run in.
    let transaction: any SQLTransaction

    /// Keeps a new member and its account; false if another account has the user name.
    func insert(_ member: StoredMember, login: [UInt8]) throws -> Bool {
        let account = try transaction.row(
            """
            INSERT INTO account (id, login, created, kind) VALUES ($1, $2, $3, $4)
            ON CONFLICT (login) DO NOTHING RETURNING id
            """,
            [member.account.sql, .blob(login), .integer(member.added), .text(AccountKind.member.rawValue)]
        )
        guard account != nil else { return false }
        try transaction.execute(
            "INSERT INTO member (account, organization, name, role, added) VALUES ($1, $2, $3, $4, $5)",
            [
                member.account.sql, member.organization.sql, .blob(member.name), .text(member.role.rawValue),
                .integer(member.added),
            ]
        )
        return true
    }

    /// The member with an account.
    func member(_ account: AccountID) throws -> StoredMember? {
        try transaction.row("\(Self.select) WHERE member.account = $1", [account.sql]).map(Self.member)
    }

    /// The member with a user name.
    func member(login: [UInt8]) throws -> StoredMember? {
        let sql = "\(Self.select) JOIN account ON account.id = member.account WHERE account.login = $1"
        return try transaction.row(sql, [.blob(login)]).map(Self.member)
    }

    /// The members of an organisation, the oldest first.
    func members(of organization: OrganizationID) throws -> [StoredMember] {
        let sql = "\(Self.select) WHERE member.organization = $1 ORDER BY member.added, member.account"
        return try transaction.rows(sql, [organization.sql]).map(Self.member)
    }

    /// Changes what a member may do.
    func set(_ role: MemberRole, of account: AccountID) throws {
        try transaction.execute("UPDATE member SET role = $2 WHERE account = $1", [account.sql, .text(role.rawValue)])
    }

    /// Deletes a member with its account, its devices and whatever else belongs to it.
    func delete(_ account: AccountID) throws {
        try transaction.execute("DELETE FROM account WHERE id = $1", [account.sql])
    }

    private static let select = """
        SELECT member.*, (SELECT count(*) FROM device WHERE device.account = member.account) AS devices FROM member
        """

    private static func member(_ row: SQLRow) throws -> StoredMember {
        guard let role = MemberRole(rawValue: try row.text("role")) else {
            throw SQLDatabaseError.unexpectedColumn("role")
        }
        return StoredMember(
            account: try row.id("account"),
            organization: try row.id("organization"),
            name: try row.blob("name"),
            role: role,
            added: try row.integer("added"),
            devices: try row.integer("devices")
        )
    }
}
