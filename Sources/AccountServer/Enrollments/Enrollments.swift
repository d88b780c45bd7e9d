import AccountAPI
import Crypto
import Encodings
import Primitives
import SQLDatabase

/// The rules of enrollment codes: one use, a short life, one member; a second use is an alarm.
package struct Enrollments: Sendable {
    /// How long a code lives unless it is said otherwise.
    package static let standardMinutes = 15
    /// How long a code may live.
    package static let allowedMinutes = 1...1440
    let service: ServiceContext
    private let organizations: Organizations

    /// Makes the rules over a service.
    init(_ service: ServiceContext) {
        self.service = service
        organizations = Organizations(service)
    }

    /// Tells whose code it is, and leaves it as it is.
    func read(
        _ request: ReadEnrollment.Request,
        from address: ClientAddress
    ) async throws -> ReadEnrollment.Response {
        guard let code = EnrollmentCode(typed: request.code) else { throw Problem(.invalidRequest) }
        let now = service.now
        // A refusal is returned, not thrown: the attempt stays spent, and the alarm stays raised.
        let outcome = try await service.database.write { transaction -> Result<ReadEnrollment.Response, Problem> in
            try Attempts(transaction, now: now).spend(.address(.enrollment, service.keys, address))
            let found: StoredEnrollment
            switch try find(code, transaction, now: now) {
            case .success(let good): found = good
            case .failure(let problem): return .failure(problem)
            }
            try Attempts(transaction, now: now).giveBack(.address(.enrollment, service.keys, address), spentAt: now)
            let (organization, member) = try names(found.member, transaction)
            return .success(
                ReadEnrollment.Response(
                    organization: organization.id,
                    organizationName: organization.name,
                    member: member.name,
                    expires: found.expires
                )
            )
        }
        return try outcome.get()
    }

    /// Uses a code up: adds a device of the member with its credential, and opens a session for it.
    func use(_ request: UseEnrollment.Request, from address: ClientAddress) async throws -> UseEnrollment.Response {
        let offer = try EnrollingDevice(request)
        let share = P256.KeyAgreement.PrivateKey()
        guard let keys = try? EnrollmentKeys(code: offer.code, service: share, deviceShare: offer.keyShare) else {
            throw Problem(.invalidRequest)
        }
        let now = service.now
        let outcome = try await service.database.write { transaction -> Result<UseEnrollment.Response, Problem> in
            try Attempts(transaction, now: now).spend(.address(.enrollment, service.keys, address))
            let found: StoredEnrollment
            let device: ServiceDeviceID
            if let repeated = try repetition(of: offer, transaction, now: now) {
                (found, device) = repeated
                let secret = try service.atRest.seal(
                    keys.deviceSecret(device),
                    for: .deviceSecret(row: device.rawValue)
                )
                try DeviceStore(transaction: transaction).set(device, secret: secret)
            } else {
                switch try find(offer.code, transaction, now: now) {
                case .success(let good): found = good
                case .failure(let problem): return .failure(problem)
                }
                device = .random()
                let secret = keys.deviceSecret(device)
                if let problem = try add(offer, as: device, secret: secret, found, transaction, now: now) {
                    return .failure(problem)
                }
            }
            try Attempts(transaction, now: now).giveBack(.address(.enrollment, service.keys, address), spentAt: now)
            let session = try Sessions(service).open(
                found.member.account,
                device: device,
                credential: nil,
                kind: .password,
                requestKey: keys.requestKey,
                transaction
            )
            let (organization, member) = try names(found.member, transaction)
            return .success(
                UseEnrollment.Response(
                    session: session,
                    account: member.account,
                    device: device,
                    organization: organization.id,
                    organizationName: organization.name,
                    member: member.name,
                    keyShare: Bytes(Array(share.publicKey.x963Representation)),
                    time: now
                )
            )
        }
        return try outcome.get()
    }

    /// A code that is good now; or what is wrong with it, which the organisation's log and the member are told.
    private func find(
        _ code: EnrollmentCode,
        _ transaction: any SQLTransaction,
        now: Milliseconds
    ) throws -> Result<StoredEnrollment, Problem> {
        guard let found = try EnrollmentStore(transaction: transaction).enrollment(code) else {
            return .failure(Problem(.noSuchEnrollment))
        }
        if found.isUsed {
            try tell(.codeReused, found, transaction, now: now)
            return .failure(Problem(.enrollmentUsed))
        }
        guard found.expires > now else {
            try tell(.codeLate, found, transaction, now: now)
            return .failure(Problem(.enrollmentExpired))
        }
        return .success(found)
    }

    /// The enrollment and its device, where the answer to this very request was lost on the way.
    ///
    /// The key shows that it is the same device. Once that has made any use of what it got, nothing is repeated.
    private func repetition(
        of offer: EnrollingDevice,
        _ transaction: any SQLTransaction,
        now: Milliseconds
    ) throws -> (StoredEnrollment, ServiceDeviceID)? {
        guard let found = try EnrollmentStore(transaction: transaction).enrollment(offer.code), found.expires > now,
            let id = found.device, let device = try DeviceStore(transaction: transaction).device(id),
            device.lastUsed == device.added,
            try DeviceCredentialStore(transaction: transaction).credential(of: id)?.publicKey == offer.publicKey
        else { return nil }
        return (found, id)
    }

    /// Adds the device; the problem if the member has as many as a member can have, or another was faster.
    private func add(
        _ offer: EnrollingDevice,
        as device: ServiceDeviceID,
        secret: SecretBytes,
        _ enrollment: StoredEnrollment,
        _ transaction: any SQLTransaction,
        now: Milliseconds
    ) throws -> Problem? {
        guard enrollment.member.devices < AccountKind.member.deviceLimit else {
            try tell(.deviceLimit, enrollment, transaction, now: now)
            return Problem(.deviceLimit)
        }
        guard try EnrollmentStore(transaction: transaction).use(enrollment.id, for: device, now: now) else {
            try tell(.codeReused, enrollment, transaction, now: now)
            return Problem(.enrollmentUsed)
        }
        let account = enrollment.member.account
        let devices = Devices(service)
        try devices.insert(device, name: offer.name, of: account, secret: secret, isEnrolled: true, transaction)
        try DeviceCredentialStore(transaction: transaction)
            .replace(device, of: account, publicKey: offer.publicKey, confirmed: now, now: now)
        try Notices(service).raise(.deviceAdded, account: account, by: device, transaction)
        try organizations.log.note(
            .codeUsed,
            in: enrollment.member.organization,
            by: .anybody,
            about: try organizations.open(enrollment.member).name,
            device: offer.name,
            transaction
        )
        return nil
    }

    /// Tells the organisation's log, and of a second use the member's devices; not more often than is of use.
    private func tell(
        _ action: AuditAction,
        _ enrollment: StoredEnrollment,
        _ transaction: any SQLTransaction,
        now: Milliseconds
    ) throws {
        guard (try? Attempts(transaction, now: now).spend(.enrollmentAlarm(service.keys, enrollment.id))) != nil else {
            return
        }
        let (organization, member) = try names(enrollment.member, transaction)
        // The device that a used code has added is the one to look at, unless it is revoked.
        let added = try enrollment.device.flatMap { try DeviceStore(transaction: transaction).device($0) }
        try organizations.log.note(
            action,
            in: organization.id,
            by: .anybody,
            about: member.name,
            device: try added.map { try service.atRest.text($0.name, from: .deviceName(row: $0.id.rawValue)) },
            transaction
        )
        guard action == .codeReused else { return }
        let notices = Notices(service)
        try notices.raise(.enrollmentReused, account: member.account, about: enrollment.device, transaction)
    }

    private func names(
        _ member: StoredMember,
        _ transaction: any SQLTransaction
    ) throws -> (Organization, Member) {
        let stored = try OrganizationStore(transaction: transaction).organization(member.organization)
        guard let stored else { throw SQLDatabaseError.unexpectedColumn("organization") }
        return (try organizations.open(stored), try organizations.open(member))
    }
}
