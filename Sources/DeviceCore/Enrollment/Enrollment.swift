import AccountAPI
import Encodings
package import Entries
import OneTimePassword
import OutsideText
import Primitives
import Vault

/// Becoming a device of an organisation's member.
package struct Enrollment: Sendable {
    let device: Device
}

extension Enrollment {
    /// Tells whose enrollment code it is; the code stays as good as it was.
    @available(*, noasync)
    package func read(_ invitation: EnrollmentInvitation) throws -> EnrollmentOffer {
        let request = ReadEnrollment.Request(code: invitation.code.plain)
        let answer = try device.client(of: invitation.service).call(ReadEnrollment.self, request)
        return try EnrollmentOffer(invitation, answer)
    }

    /// Tells whose enrollment code it is, and refuses one that is not for the member that the entry stands for.
    @available(*, noasync)
    package func read(
        _ invitation: EnrollmentInvitation,
        for account: WorkAccount
    ) throws -> EnrollmentOffer {
        guard account.service == invitation.service.text else { throw Failure(.enrollmentForOther) }
        let offer = try read(invitation)
        guard offer.account.isSame(as: account) else { throw Failure(.enrollmentForOther) }
        return offer
    }

    /// The work account that a person means by the name of an entry.
    package func workAccount(named name: String) throws -> WorkAccount {
        let contents = try device.vault().contents()
        guard case .work(let account) = try contents.entry(named: name).content else {
            throw Failure(.nothingToRecover)
        }
        return account
    }

    /// Uses an enrollment code up: the entry of its member is made, or is ready again, with a secret, a session and a
    /// credential of this device's own.
    @available(*, noasync)
    package func enroll(_ offer: EnrollmentOffer) throws -> AccountChange {
        // Opened first: what comes of a code that is used up must not be lost.
        let vault = try device.vaultOrNew()
        let contents = try vault.contents()
        let former = contents.workEntry(of: offer.account).flatMap { contents.deviceBound.codes[$0.id]?.serviceDevice }
        let enrolled = try enroll(offer, deviceName: contents.deviceBound.deviceName)
        let now = device.now()
        let id = try vault.update { contents in
            try contents.keep(enrolled, for: offer, at: now)
        }
        forget(former, offer.invitation.service, enrolled.session)
        return AccountChange(entry: try vault.contents().listing(of: id), clockOffset: enrolled.clockOffset)
    }

    private func enroll(_ offer: EnrollmentOffer, deviceName: String) throws -> Enrolled {
        let client = device.client(of: offer.invitation.service)
        let code = offer.invitation.code
        let (key, share) = (device.keys.make(), device.keys.make())
        let (publicKey, keyShare) = (try device.keys.publicKey(of: key), try device.keys.publicKey(of: share))
        let message = DeviceCredentialMessage.enrollment(code: code.plain, keyShare: keyShare, publicKey: publicKey)
        let request = UseEnrollment.Request(
            code: code.plain,
            name: deviceName,
            keyShare: Bytes(keyShare),
            publicKey: Bytes(publicKey),
            signature: Bytes(try device.keys.signature(of: message, by: key))
        )
        let answer = try send(request, client)
        guard answer.organization == offer.organization, answer.member == offer.member,
            let shared = try? device.keys.agreement(of: share, with: answer.keyShare.bytes)
        else { throw AccountError.badAnswer(place: client.service.text) }
        let agreed = EnrollmentKeys(
            code: code,
            shared: shared,
            deviceShare: keyShare,
            serviceShare: answer.keyShare.bytes
        )
        return Enrolled(
            device: answer.device,
            secret: agreed.deviceSecret(answer.device),
            key: key,
            session: Session(
                id: answer.session.text,
                accountID: answer.account.text,
                requestKey: agreed.requestKey
            ),
            clockOffset: Instant(milliseconds: answer.time).offset(from: device.now())
        )
    }

    /// Sends the request, and sends it again where no answer came: the service answers its repetition, while the same
    /// code with another key would be an alarm.
    private func send(
        _ request: UseEnrollment.Request,
        _ client: AccountClient
    ) throws -> UseEnrollment.Response {
        for pause in [Duration.milliseconds(300), .milliseconds(900)] {
            do {
                // The key that it is for is nowhere yet.
                return try client.untilAnswered().call(UseEnrollment.self, request)
            } catch AccountError.unreachable {
                try client.wait(for: pause)
            }
        }
        return try client.untilAnswered().call(UseEnrollment.self, request)
    }

    /// Revokes what this device was at the service before, also where nobody waits any more; where that fails, an
    /// administrator can.
    private func forget(_ former: ServiceDeviceID.Text?, _ service: ServiceAddress, _ session: Session) {
        guard let former = former?.identifier else { return }
        _ = try? device.client(of: service).evenUnawaited.call(RevokeDevice.self, .init(device: former), in: session)
    }
}

/// What an enrollment gives the device.
private struct Enrolled: Sendable {
    let device: ServiceDeviceID
    let secret: SecretBytes
    let key: SecretBytes
    let session: Session
    let clockOffset: Double
}

extension VaultContents {
    /// Keeps what an enrollment gave this device.
    fileprivate mutating func keep(
        _ enrolled: Enrolled,
        for offer: EnrollmentOffer,
        at now: Instant
    ) throws -> EntryID {
        let id: EntryID
        if let existing = workEntry(of: offer.account) {
            id = existing.id
        } else {
            id = portable.add(
                .work(offer.account),
                issuer: offer.organizationName,
                account: offer.member,
                at: now,
                on: deviceBound.device
            )
        }
        deviceBound.forget(id)
        let device = enrolled.device.text
        deviceBound.codes[id] = DeviceCode(
            serviceDevice: device,
            oneTime: OneTimeSecret(secret: enrolled.secret, parameters: .standard)
        )
        deviceBound.credentials[id] = DeviceCredential(serviceDevice: device, key: enrolled.key, isConfirmed: true)
        deviceBound.sessions[id] = enrolled.session
        return id
    }

    /// The entry of a member.
    fileprivate func workEntry(of account: WorkAccount) -> Entry? {
        portable.entries.first { entry in
            guard case .work(let other) = entry.content else { return false }
            return account.isSame(as: other)
        }
    }
}

extension WorkAccount {
    /// Whether both are one member; the service folds the case of names.
    fileprivate func isSame(as other: WorkAccount) -> Bool {
        service == other.service && organization == other.organization
            && UserNameRule.isSame(member, other.member)
    }
}
