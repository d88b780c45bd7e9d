package import AccountAPI
import Encodings
import Primitives
import SQLDatabase

/// A line of an organisation's log.
package struct AuditEntry: Sendable, Equatable {
    /// Milliseconds since 1970.
    package let at: Int64
    package let action: AuditAction
    /// Who did it: `console`, `administrator`, `member` or `anybody`.
    package let actorKind: String
    /// The name of the administrator or member who did it.
    package let actor: String?
    /// The member that it is about.
    package let subject: String?
    /// The name of the device that it is about.
    package let device: String?
}

/// What an organisation's log tells of; the raw values are stable.
package enum AuditAction: String, Sendable, CaseIterable {
    case organizationCreated = "organization.created"
    case memberAdded = "member.added"
    case memberRemoved = "member.removed"
    case codeMade = "code.made"
    /// A code has added a device.
    case codeUsed = "code.used"
    /// A code came a second time: whoever used it first may not have been the member.
    case codeReused = "code.reused"
    /// A code came after its end.
    case codeLate = "code.late"
    /// A code came while the member had as many devices as a member can have.
    case deviceLimit = "code.device-limit"
    case deviceRevoked = "device.revoked"
    case organizationRenamed = "organization.renamed"
    /// A member may manage the organisation from now on.
    case roleGiven = "member.made-administrator"
    /// An administrator may only sign in from now on.
    case roleTaken = "member.made-member"
    /// A member has reported a sign-in: someone else has tried the name.
    case signInReported = "sign-in.reported"
    /// A member has typed a number that was not the one of the sign-in.
    case numberMismatched = "sign-in.wrong-number"
}

extension AuditAction {
    /// Whether an administrator should look at it.
    package var isAlarm: Bool { [.codeReused, .signInReported, .numberMismatched].contains(self) }
}

/// Who does something in an organisation.
package enum AuditActor: Sendable, Equatable {
    /// Whoever runs the service's command line.
    case console
    /// An administrator, on the administration page.
    case administrator(AccountID)
    /// A member, on a device.
    case member(AccountID)
    /// Whoever holds a code.
    case anybody

    /// The name of the kind, as it is stored and shown.
    var kind: String {
        switch self {
        case .console: "console"
        case .administrator: "administrator"
        case .member: "member"
        case .anybody: "anybody"
        }
    }

    /// The account, where it is someone's.
    var account: AccountID? {
        switch self {
        case .administrator(let account), .member(let account): account
        case .console, .anybody: nil
        }
    }
}

/// The logs of organisations: lines are added and read, never changed.
///
/// The names in them are sealed.
struct AuditLog: Sendable {
    private let service: ServiceContext

    /// Makes the log of a service.
    init(_ service: ServiceContext) {
        self.service = service
    }

    /// Adds a line.
    func note(
        _ action: AuditAction,
        in organization: OrganizationID,
        by actor: AuditActor,
        about subject: String? = nil,
        device: String? = nil,
        _ transaction: any SQLTransaction
    ) throws {
        let id = randomBytes(count: 16).hexadecimal
        func seal(_ text: String?, _ place: SealedPlace) throws -> SQLValue {
            try text.map { .blob(try service.atRest.seal(Array($0.utf8), for: place)) } ?? .null
        }
        try transaction.execute(
            """
            INSERT INTO audit (id, organization, at, action, actor_kind, actor, subject, device)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """,
            [
                .text(id), organization.sql, .integer(service.now), .text(action.rawValue), .text(actor.kind),
                try seal(name(of: actor, transaction), .auditActor(row: id)),
                try seal(subject, .auditSubject(row: id)), try seal(device, .auditDevice(row: id)),
            ]
        )
    }

    /// The newest lines of an organisation, the newest first.
    func entries(
        of organization: OrganizationID,
        limit: Int,
        _ transaction: any SQLTransaction
    ) throws -> [AuditEntry] {
        let sql = "SELECT * FROM audit WHERE organization = $1 ORDER BY at DESC, id LIMIT $2"
        return try transaction.rows(sql, [organization.sql, .integer(Int64(limit))]).map { row in
            let id = try row.text("id")
            guard let action = AuditAction(rawValue: try row.text("action")) else {
                throw SQLDatabaseError.unexpectedColumn("action")
            }
            func open(_ column: String, _ place: SealedPlace) throws -> String? {
                try row.optionalBlob(column).map { try service.atRest.text($0, from: place) }
            }
            return AuditEntry(
                at: try row.integer("at"),
                action: action,
                actorKind: try row.text("actor_kind"),
                actor: try open("actor", .auditActor(row: id)),
                subject: try open("subject", .auditSubject(row: id)),
                device: try open("device", .auditDevice(row: id))
            )
        }
    }

    private func name(of actor: AuditActor, _ transaction: any SQLTransaction) throws -> String? {
        guard let account = actor.account,
            let member = try MemberStore(transaction: transaction).member(account)
        else { return nil }
        return try service.atRest.text(member.name, from: .memberName(row: account.rawValue))
    }
}
