package import AccountAPI
import Encodings
import OutsideText
import Primitives
import SQLDatabase

extension Organizations {
    /// Adds a member, who can sign in once a device is enrolled.
    package func addMember(
        _ name: String,
        role: MemberRole,
        to organization: OrganizationID,
        by actor: AuditActor
    ) async throws -> Member {
        let stored = try prepared(name, role: role, of: organization)
        try await service.database.write { transaction in
            try Self.authorize(actor, in: organization, transaction)
            try insert(stored, by: actor, transaction)
        }
        return try open(stored)
    }

    /// Adds all of a list of members, or none.
    package func addMembers(
        _ list: [NewMember],
        to organization: OrganizationID,
        by actor: AuditActor
    ) async throws -> [Member] {
        let stored = try list.map { member in
            try atLine(member.line) { try prepared(member.name, role: member.role, of: organization) }
        }
        try await service.database.write { transaction in
            try Self.authorize(actor, in: organization, transaction)
            for (member, stored) in zip(list, stored) {
                try atLine(member.line) { try insert(stored, by: actor, transaction) }
            }
        }
        return try stored.map(open)
    }

    /// A new member as it is stored.
    private func prepared(
        _ name: String,
        role: MemberRole,
        of organization: OrganizationID
    ) throws -> StoredMember {
        // What stands behind the at sign tells the organisation, so the name itself has none.
        guard let name = Self.acceptable(name, limit: 64),
            !name.composedByCompatibility.holds("@")
        else { throw OrganizationError.invalidName }
        let account = AccountID.random()
        return StoredMember(
            account: account,
            organization: organization,
            name: try service.atRest.seal(Array(name.utf8), for: .memberName(row: account.rawValue)),
            role: role,
            added: service.now,
            devices: 0
        )
    }

    private func insert(_ stored: StoredMember, by actor: AuditActor, _ transaction: any SQLTransaction) throws {
        let name = try open(stored).name
        let login = try login(name, stored.organization, transaction)
        guard try MemberStore(transaction: transaction).insert(stored, login: login) else {
            throw OrganizationError.nameTaken
        }
        try log.note(.memberAdded, in: stored.organization, by: actor, about: name, transaction)
    }

    /// Runs a step, and says at which line of a list it has failed.
    private func atLine<Value>(_ line: Int, _ step: () throws -> Value) throws -> Value {
        do {
            return try step()
        } catch let error as OrganizationError {
            throw MemberListError(line: line, reason: error)
        }
    }

    /// Makes a member an administrator, or an administrator a member.
    package func setRole(
        _ role: MemberRole,
        of account: AccountID,
        in organization: OrganizationID,
        by actor: AuditActor
    ) async throws {
        try await service.database.write { transaction in
            let member = try authorized(account, organization, actor, transaction)
            guard member.role != role else { return }
            try MemberStore(transaction: transaction).set(role, of: account)
            let action: AuditAction = role == .administrator ? .roleGiven : .roleTaken
            try log.note(action, in: organization, by: actor, about: member.name, transaction)
        }
    }

    /// Tells the organisation's log, where a device is a member's, what its owner thinks of a sign-in.
    func noteAnswer(
        _ action: AuditAction,
        by device: AuthenticatedDevice,
        _ transaction: any SQLTransaction
    ) throws {
        guard let member = try MemberStore(transaction: transaction).member(device.account) else { return }
        let stored = try DeviceStore(transaction: transaction).device(device.id)
        try log.note(
            action,
            in: member.organization,
            by: .member(device.account),
            about: try open(member).name,
            device: try stored.map { try service.atRest.text($0.name, from: .deviceName(row: $0.id.rawValue)) },
            transaction
        )
    }

    /// Removes a member: devices, codes and sessions end at once.
    package func removeMember(
        _ account: AccountID,
        of organization: OrganizationID,
        by actor: AuditActor
    ) async throws {
        try await service.database.write { transaction in
            let member = try authorized(account, organization, actor, transaction)
            // Written first: an administrator may remove their own account.
            try log.note(.memberRemoved, in: organization, by: actor, about: member.name, transaction)
            try MemberStore(transaction: transaction).delete(account)
        }
    }

    /// The members of an organisation, the oldest first.
    package func members(of organization: OrganizationID) async throws -> [Member] {
        try await service.database.read { try MemberStore(transaction: $0).members(of: organization) }.map(open)
    }

    /// The member with a name, in whatever case it is written.
    package func member(named name: String, of organization: OrganizationID) async throws -> Member {
        let found = try await service.database.read { transaction -> StoredMember? in
            guard let login = try? login(name, organization, transaction) else { return nil }
            return try MemberStore(transaction: transaction).member(login: login)
        }
        guard let found, found.organization == organization else { throw OrganizationError.noSuchMember }
        return try open(found)
    }

    /// The devices of a member, the oldest first.
    package func devices(of account: AccountID, in organization: OrganizationID) async throws -> [MemberDevice] {
        let stored = try await service.database.read { transaction in
            guard try MemberStore(transaction: transaction).member(account)?.organization == organization else {
                throw OrganizationError.noSuchMember
            }
            return try DeviceStore(transaction: transaction).devices(of: account)
        }
        return try stored.map { device in
            let name = try service.atRest.text(device.name, from: .deviceName(row: device.id.rawValue))
            return MemberDevice(id: device.id, name: name, added: device.added, lastUsed: device.lastUsed)
        }
    }

    /// Revokes a device of a member: its codes, its session and its credential end at once.
    package func revokeDevice(
        _ device: ServiceDeviceID,
        of account: AccountID,
        in organization: OrganizationID,
        by actor: AuditActor
    ) async throws {
        try await service.database.write { transaction in
            _ = try authorized(account, organization, actor, transaction)
            let store = DeviceStore(transaction: transaction)
            guard let found = try store.device(device), found.account == account else {
                throw OrganizationError.noSuchDevice
            }
            try noteRevocation(of: found, by: actor, transaction)
            try Notices(service).raise(.deviceRevoked, account: account, about: device, transaction)
            try Removals(service).note(found, .administrator, by: nil, transaction)
            _ = try store.delete(device, of: account)
        }
    }

    /// Tells the organisation's log, where the device is a member's, that it is revoked.
    func noteRevocation(of device: StoredDevice, by actor: AuditActor, _ transaction: any SQLTransaction) throws {
        guard let member = try MemberStore(transaction: transaction).member(device.account) else { return }
        try log.note(
            .deviceRevoked,
            in: member.organization,
            by: actor,
            about: try open(member).name,
            device: try service.atRest.text(device.name, from: .deviceName(row: device.id.rawValue)),
            transaction
        )
    }

    /// Makes an enrollment code for a member; an earlier one that was not used no longer works.
    package func makeEnrollment(
        for account: AccountID,
        in organization: OrganizationID,
        minutes: Int = Enrollments.standardMinutes,
        by actor: AuditActor
    ) async throws -> Enrollment {
        guard Enrollments.allowedMinutes.contains(minutes) else { throw OrganizationError.invalidLifetime }
        let now = service.now
        let enrollment = Enrollment(code: .random(), expires: now + Milliseconds(minutes) * .minute)
        try await service.database.write { transaction in
            let member = try authorized(account, organization, actor, transaction)
            let store = EnrollmentStore(transaction: transaction)
            try store.endUnused(of: account, now: now)
            try store.insert(enrollment, for: account, now: now)
            try log.note(.codeMade, in: organization, by: actor, about: member.name, transaction)
        }
        return enrollment
    }

    /// The member with an account, if someone may manage it.
    private func authorized(
        _ account: AccountID,
        _ organization: OrganizationID,
        _ actor: AuditActor,
        _ transaction: any SQLTransaction
    ) throws -> Member {
        try Self.authorize(actor, in: organization, transaction)
        guard let member = try MemberStore(transaction: transaction).member(account),
            member.organization == organization
        else { throw OrganizationError.noSuchMember }
        return try open(member)
    }

    /// What the database holds of a member's user name.
    private func login(
        _ name: String,
        _ organization: OrganizationID,
        _ transaction: any SQLTransaction
    ) throws -> [UInt8] {
        guard let found = try OrganizationStore(transaction: transaction).organization(organization) else {
            throw OrganizationError.noSuchOrganization
        }
        guard let login = try? LoginName("\(name.trimmed())@\(found.slug)") else { throw OrganizationError.invalidName }
        return service.keys.login(login)
    }
}
