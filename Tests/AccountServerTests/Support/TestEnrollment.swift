import AccountAPI
import AccountServer
import Crypto
import Encodings
import Foundation
import OneTimePassword
import Primitives
import Testing

/// A device of a member, as it is after an enrollment.
struct EnrolledDevice: Sendable {
    let response: UseEnrollment.Response
    let session: TestSession
    let secret: SecretBytes
    /// Its credential.
    let key: P256.Signing.PrivateKey

    /// The code that the device shows.
    func code(at date: Date) -> String {
        TOTP.code(secret: secret, at: Instant(date), period: 30, digits: 6, algorithm: .sha1)
    }
}

/// What a device brings to an enrollment.
struct EnrollingKeys: Sendable {
    let credential = P256.Signing.PrivateKey()
    let share = P256.KeyAgreement.PrivateKey()

    func request(_ code: String, name: String = "Work phone") throws -> UseEnrollment.Request {
        let publicKey = Array(credential.publicKey.x963Representation)
        let keyShare = Array(share.publicKey.x963Representation)
        let message = DeviceCredentialMessage.enrollment(code: code, keyShare: keyShare, publicKey: publicKey)
        return UseEnrollment.Request(
            code: code,
            name: name,
            keyShare: Bytes(keyShare),
            publicKey: Bytes(publicKey),
            signature: Bytes(Array(try credential.signature(for: message).rawRepresentation))
        )
    }
}

extension EnrollingKeys {
    /// What the device derives, once the service has sent its share.
    func derived(_ code: EnrollmentCode, with serviceShare: [UInt8]) throws -> EnrollmentKeys {
        let service = try P256.KeyAgreement.PublicKey(x963Representation: serviceShare)
        return EnrollmentKeys(
            code: code,
            shared: SecretBytes(copyingKey: try share.sharedSecretFromKeyAgreement(with: service)),
            deviceShare: Array(share.publicKey.x963Representation),
            serviceShare: serviceShare
        )
    }
}

extension TestClient {
    /// A whole enrollment.
    func enroll(
        _ code: EnrollmentCode,
        name: String = "Work phone",
        keys: EnrollingKeys = EnrollingKeys()
    ) async throws -> EnrolledDevice {
        let response = try await call(UseEnrollment.self, keys.request(code.plain, name: name))
        let derived = try keys.derived(code, with: response.keyShare.bytes)
        return EnrolledDevice(
            response: response,
            session: TestSession(response, requestKey: derived.requestKey),
            secret: derived.deviceSecret(response.device),
            key: keys.credential
        )
    }

    func read(_ code: EnrollmentCode) async throws -> ReadEnrollment.Response {
        try await call(ReadEnrollment.self, ReadEnrollment.Request(code: code.plain))
    }
}

extension TestSession {
    /// The session of a member's device.
    convenience init(_ enrolled: UseEnrollment.Response, requestKey: SecretBytes) {
        let opened = FinishSignIn.Response(
            session: enrolled.session,
            account: enrolled.account,
            credential: CredentialID(String(repeating: "0", count: 32))!,
            device: enrolled.device,
            time: enrolled.time
        )
        self.init(opened, requestKey: requestKey)
    }
}

/// An organisation with a member, in a service of its own.
struct Acme: Sendable {
    let service: TestService
    let organization: Organization
    let ada: Member

    static let name = "Acme Kaninchenzucht"

    init(_ service: TestService) async throws {
        self.service = service
        let organizations = service.service.organizations
        organization = try await organizations.create(slug: "acme", name: Self.name)
        ada = try await organizations.addMember("ada", role: .member, to: organization.id, by: .console)
    }

    init() async throws {
        try await self.init(TestService())
    }

    var organizations: Organizations { service.service.organizations }

    func code(for member: Member? = nil, minutes: Int = 15) async throws -> EnrollmentCode {
        try await organizations.makeEnrollment(
            for: (member ?? ada).account,
            in: organization.id,
            minutes: minutes,
            by: .console
        ).code
    }

    func add(_ name: String, role: MemberRole = .member) async throws -> Member {
        try await organizations.addMember(name, role: role, to: organization.id, by: .console)
    }

    /// What the log tells, the newest first.
    func actions() async throws -> [AuditAction] {
        try await organizations.audit(of: organization.id).map(\.action)
    }
}
