package import AccountAPI
import Encodings
import Foundation
import OutsideText
import Primitives
import SQLDatabase

/// The rules of organisations, for the service's command line and for the administration page.
///
/// What is done in an organisation is done by someone: the console may do everything, an administrator what belongs
/// to their own organisation, and nobody else anything. Nothing here can tell whether a member has a backup.
package struct Organizations: Sendable {
    let service: ServiceContext
    let log: AuditLog

    /// Makes the rules over a service.
    init(_ service: ServiceContext) {
        self.service = service
        log = AuditLog(service)
    }

    /// Makes an organisation; only the console can.
    package func create(slug: String, name: String) async throws -> Organization {
        guard Self.isSlug(slug) else { throw OrganizationError.invalidSlug }
        guard let name = Self.acceptable(name, limit: 100) else { throw OrganizationError.invalidName }
        let made = Organization(id: .random(), slug: slug, name: name, created: service.now)
        let stored = StoredOrganization(
            id: made.id,
            slug: slug,
            name: try service.atRest.seal(Array(name.utf8), for: .organizationName(row: made.id.rawValue)),
            created: made.created
        )
        try await service.database.write { transaction in
            guard try OrganizationStore(transaction: transaction).insert(stored) else {
                throw OrganizationError.slugTaken
            }
            try log.note(.organizationCreated, in: made.id, by: .console, transaction)
        }
        return made
    }

    /// Gives an organisation another name; only the console can.
    ///
    /// Its short name, which user names end in, stays.
    package func rename(_ organization: OrganizationID, to name: String) async throws -> Organization {
        guard let name = Self.acceptable(name, limit: 100) else { throw OrganizationError.invalidName }
        let sealed = try service.atRest.seal(Array(name.utf8), for: .organizationName(row: organization.rawValue))
        let renamed = try await service.database.write { transaction in
            try Self.authorize(.console, in: organization, transaction)
            let store = OrganizationStore(transaction: transaction)
            try store.rename(organization, to: sealed)
            try log.note(.organizationRenamed, in: organization, by: .console, transaction)
            return try store.organization(organization)
        }
        guard let renamed else { throw OrganizationError.noSuchOrganization }
        return try open(renamed)
    }

    /// Deletes an organisation with its members, their devices and its log; only the console can.
    ///
    /// It must have as many members as whoever deletes it thinks. Their user names stay out of others' reach.
    package func delete(_ organization: OrganizationID, members: Int) async throws {
        let now = service.now
        try await service.database.write { transaction in
            let store = OrganizationStore(transaction: transaction)
            guard let found = try store.organization(organization) else { throw OrganizationError.noSuchOrganization }
            let count = try MemberStore(transaction: transaction).members(of: organization).count
            guard count == members else { throw OrganizationError.hasMembers(count) }
            try store.delete(found, now: now)
        }
    }

    /// The organisations, by short name.
    package func list() async throws -> [Organization] {
        try await service.database.read { try OrganizationStore(transaction: $0).all() }.map(open)
    }

    /// The organisation with a short name.
    package func organization(slug: String) async throws -> Organization {
        let found = try await service.database.read { try OrganizationStore(transaction: $0).organization(slug: slug) }
        guard let found else { throw OrganizationError.noSuchOrganization }
        return try open(found)
    }

    /// The organisation and the place in it of an account; nil for a personal account.
    package func membership(of account: AccountID) async throws -> (organization: Organization, member: Member)? {
        let found = try await service.database.read { transaction -> (StoredOrganization, StoredMember)? in
            guard let member = try MemberStore(transaction: transaction).member(account),
                let organization = try OrganizationStore(transaction: transaction).organization(member.organization)
            else { return nil }
            return (organization, member)
        }
        guard let (organization, member) = found else { return nil }
        return (try open(organization), try open(member))
    }

    /// Whether an account is that of an administrator, of whichever organisation.
    package func isAdministrator(_ account: AccountID) async throws -> Bool {
        try await service.database.read { try MemberStore(transaction: $0).member(account)?.role == .administrator }
    }

    /// The newest lines of an organisation's log, the newest first.
    package func audit(of organization: OrganizationID, limit: Int = 200) async throws -> [AuditEntry] {
        try await service.database.read { try log.entries(of: organization, limit: limit, $0) }
    }

    /// Throws unless someone may manage an organisation.
    static func authorize(
        _ actor: AuditActor,
        in organization: OrganizationID,
        _ transaction: any SQLTransaction
    ) throws {
        switch actor {
        case .console:
            guard try OrganizationStore(transaction: transaction).organization(organization) != nil else {
                throw OrganizationError.noSuchOrganization
            }
        case .administrator(let account):
            let member = try MemberStore(transaction: transaction).member(account)
            guard member?.organization == organization, member?.role == .administrator else {
                throw OrganizationError.notAllowed
            }
        case .member, .anybody:
            throw OrganizationError.notAllowed
        }
    }

    /// An organisation with its name opened.
    func open(_ stored: StoredOrganization) throws -> Organization {
        let name = try service.atRest.text(stored.name, from: .organizationName(row: stored.id.rawValue))
        return Organization(id: stored.id, slug: stored.slug, name: name, created: stored.created)
    }

    /// A member with its name opened.
    func open(_ stored: StoredMember) throws -> Member {
        Member(
            account: stored.account,
            organization: stored.organization,
            name: try service.atRest.text(stored.name, from: .memberName(row: stored.account.rawValue)),
            role: stored.role,
            added: stored.added,
            devices: Int(stored.devices)
        )
    }

    /// A name without blanks at its ends; nil if it is empty, longer than the limit, or holds control characters.
    static func acceptable(_ name: String, limit: Int) -> String? {
        guard name.utf8.count <= 16 * limit else { return nil }
        let name = name.trimmed()
        return (1...limit).contains(name.unicodeScalars.count) && ShownText.isShown(name) ? String(name) : nil
    }

    private static func isSlug(_ text: String) -> Bool {
        (2...40).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-")
            }
    }
}
