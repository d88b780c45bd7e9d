import AccountAPI
import Encodings
import SQLDatabase

/// What the scopes of a grant tell an application about a person (OpenID Connect Core, section 5.4).
struct PersonClaims: Encodable, Sendable {
    let sub: String
    var name: String?
    var preferred_username: String?
    var organization: String?
    var email: String?
    var email_verified: Bool?
    var groups: [String]?
}

/// Finds out what an application is told about a person now.
struct PersonClaimsReader {
    /// The transaction that the statements run in.
    let transaction: any SQLTransaction
    /// Opens names and addresses.
    let service: ServiceContext

    /// The claims of a grant, by its scopes.
    func claims(_ grant: Grant) throws -> PersonClaims {
        let member = try MemberStore(transaction: transaction).member(grant.account)
        let slug = try member.flatMap {
            try OrganizationStore(transaction: transaction).organization($0.organization)?.slug
        }
        var claims = PersonClaims(sub: grant.account.rawValue)
        if grant.scopes.contains(.profile) {
            claims.preferred_username = grant.username
            claims.name = try member.map(name) ?? grant.username
            claims.organization = slug
        }
        if grant.scopes.contains(.email), let email = try email(grant) {
            claims.email = email
            claims.email_verified = true
        }
        if grant.scopes.contains(.groups) {
            claims.groups = member.flatMap { member in slug.map { Self.groups($0, member.role) } } ?? []
        }
        return claims
    }

    /// A member's name as the organisation has written it.
    private func name(_ member: StoredMember) throws -> String {
        try service.atRest.text(member.name, from: .memberName(row: member.account.rawValue))
    }

    private func email(_ grant: Grant) throws -> String? {
        let choice = try ConsentStore(transaction: transaction, service: service).consent(grant.account, grant.client)
            .email
        guard case .contact(let id) = choice else { return nil }
        return try VerifiedEmail.all(of: grant.account, service, transaction).first { $0.id == id }?.address
    }

    private static func groups(_ slug: String, _ role: MemberRole) -> [String] {
        switch role {
        case .member: [slug]
        case .administrator: [slug, "\(slug):administrator"]
        }
    }
}
