import AccountAPI
import Crypto
import Encodings
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import OPAQUE
import Primitives
import Testing

@testable import AccountServer

/// Every endpoint that asks for evidence, called by whoever has shown too little.
@Suite struct GuardedActEvidenceTests {
    private static let mail = "ada@mail.example"

    /// What each answers to a new device that has shown one secret alone; nil where that is enough.
    ///
    /// Written out here, because what is asked for must not follow the table that it is read from.
    private static let alone: [String: (password: ProblemCode?, code: ProblemCode?)] = [
        "POST /v1/account/delete": (.olderDevice, .sessionLimited),
        "GET /v1/account/export": (.evidenceNeeded, .sessionLimited),
        "POST /v1/accounts/password/start": (.evidenceNeeded, .evidenceNeeded),
        "POST /v1/accounts/recovery-code/start": (.evidenceNeeded, .evidenceNeeded),
        "POST /v1/contacts/add": (.evidenceNeeded, .sessionLimited),
        "POST /v1/contacts/remove": (.evidenceNeeded, .sessionLimited),
        // One secret revokes, but new devices do not revoke each other.
        "POST /v1/devices/revoke": (.evidenceNeeded, .evidenceNeeded),
        "POST /v1/devices/credential": (.evidenceNeeded, .sessionLimited),
        "POST /v1/devices/credential/remove": (.evidenceNeeded, .sessionLimited),
        "POST /v1/backup/create": (.evidenceNeeded, .sessionLimited),
        "POST /v1/backup/epoch": (.evidenceNeeded, .sessionLimited),
        "POST /v1/backup/delete": (.evidenceNeeded, .sessionLimited),
        "POST /v1/backup/restore": (nil, .sessionLimited),
    ]

    @Test func `these are all endpoints that ask for evidence`() {
        let asking = Admission.rows.filter { row in
            switch row.value {
            case .evidence, .secret: true
            default: false
            }
        }
        #expect(Set(asking.keys) == Set(Self.alone.keys))
    }

    @Test func `evidence counts for a quarter of an hour, and for two minutes where nobody can undo the act`() {
        for act in GuardedAct.allCases {
            #expect(act.window == (act == .deleteAccount ? 120_000 : 900_000))
        }
    }

    @Test func `a session that has shown nothing does no guarded act and revokes nothing`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let (owner, contact) = try await Self.account(client, service)
            try await Self.giveCredential(to: owner, service)
            let other = try #require(try await client.signIn(device: .new(name: "Tablet")).opened.device)
            service.clock.advance(15 * 60 + 1)
            let requests = try Self.requests(owner, contact: contact, other: other)
            let possible: [EvidenceKind] = [.password, .recoveryCode, .contact, .device]
            try await Self.walk(client, owner, requests, shown: [], possible: possible) { _ in .evidenceNeeded }
            try await Self.expectNothingDone(client, owner, service, devices: 2, credentials: 1)
        }
    }

    @Test func `a contact and a device do no guarded act and revoke nothing without the password or the code`()
        async throws
    {
        let service = try await TestService()
        try await service.run { client in
            let (owner, contact) = try await Self.account(client, service)
            try await Self.giveCredential(to: owner, service)
            let other = try await service.anotherApprover(client)
            service.clock.advance(15 * 60 + 1)
            try await client.showContact(in: owner, service)
            let started = try await client.call(StartDeviceApproval.self, Nothing(), session: owner)
            try await other.answer(shown: started.number)
            let finish = FinishDeviceApproval.Request(request: started.request)
            #expect(try await client.call(FinishDeviceApproval.self, finish, session: owner).state == .approved)

            let requests = try Self.requests(owner, contact: contact, other: other.device)
            let shown: [EvidenceKind] = [.contact, .device]
            let possible: [EvidenceKind] = [.password, .recoveryCode]
            try await Self.walk(client, owner, requests, shown: shown, possible: possible) { _ in .evidenceNeeded }
            try await Self.expectNothingDone(client, owner, service, devices: 2, credentials: 2)
        }
    }

    @Test func `the password alone does no guarded act on a new device`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let (owner, contact) = try await Self.account(client, service)
            let other = try #require(try await client.signIn(device: .new(name: "Tablet")).opened.device)
            let phone = try await client.signIn(device: .new(name: "New phone"))
            try await Self.giveCredential(to: phone, service)
            let requests = try Self.requests(phone, contact: contact, other: other)
            let possible: [EvidenceKind] = [.recoveryCode, .contact]
            try await Self.walk(client, phone, requests, shown: [.password], possible: possible, settles: true) {
                Self.alone[$0]?.password
            }
            try await Self.expectNothingDone(client, owner, service, devices: 3, credentials: 1)
        }
    }

    @Test func `the recovery code alone does no guarded act on a new device`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let (owner, contact) = try await Self.account(client, service)
            let other = try #require(try await client.signIn(device: .new(name: "Tablet")).opened.device)
            let device = SigningDevice.new(name: "New phone")
            let code = RecoveryCodeTests.code
            let phone = try await client.signIn(TestClient.ada, code, device: device, with: .recoveryCode)
            try await Self.giveCredential(to: phone, service)
            let requests = try Self.requests(phone, contact: contact, other: other)
            let possible: [EvidenceKind] = [.password, .contact]
            try await Self.walk(client, phone, requests, shown: [.recoveryCode], possible: possible, settles: true) {
                Self.alone[$0]?.code
            }
            try await Self.expectNothingDone(client, owner, service, devices: 3, credentials: 1)
        }
    }

    /// An account with a backup, a recovery code and a contact, and the device that made it.
    private static func account(
        _ client: TestClient,
        _ service: TestService
    ) async throws -> (owner: TestSession, contact: ContactID) {
        let owner = try await RecoveryCodeTests.sessionWithBackup(client)
        try await client.makeCode(RecoveryCodeTests.code, in: owner, wrapping: RecoveryCodeTests.key)
        let contact = try await client.addVerified(.email, mail, in: owner, service)
        return (owner, contact.contact)
    }

    private static func giveCredential(to session: TestSession, _ service: TestService) async throws {
        let device = try #require(session.opened.device)
        try await service.setCredential(of: device, account: session.opened.account, isConfirmed: true)
    }

    /// Sends every one of those requests, and expects what is answered and, where evidence is needed, which.
    private static func walk(
        _ client: TestClient,
        _ session: TestSession,
        _ requests: [String: [UInt8]],
        shown: [EvidenceKind],
        possible: [EvidenceKind],
        settles: Bool = false,
        expected: (String) -> ProblemCode?
    ) async throws {
        for route in alone.keys.sorted() {
            let body = try #require(requests[route], "no request for \(route)")
            let parts = route.split(separator: " ").map(String.init)
            let method = try #require(HTTPRequest.Method(parts[0]))
            let signature = session.sign(method: parts[0], path: parts[1], body: body)
            let answer = try await client.send(parts[1], method: method, body: body, authorization: signature.header)
            let problem = answer.status == .ok ? nil : try answer.decode(Problem.self)
            #expect(problem?.code == expected(route), "\(route)")
            guard problem?.code == .evidenceNeeded else { continue }
            #expect(problem?.evidence?.shown == shown, "\(route)")
            #expect(problem?.evidence?.possible == possible, "\(route)")
            #expect((problem?.evidence?.settles != nil) == settles, "\(route)")
        }
    }

    private static func expectNothingDone(
        _ client: TestClient,
        _ owner: TestSession,
        _ service: TestService,
        devices: Int,
        credentials: Int64
    ) async throws {
        #expect(try await client.call(ListDevices.self, Nothing(), session: owner).devices.count == devices)
        let backup = try #require(try await client.backup(in: owner))
        #expect(backup.id == BackupTests.id && backup.epoch == 1 && backup.deleted == nil)
        #expect(try await client.contacts(in: owner).count == 1)
        #expect(try await service.count("device_credential") == credentials)
        #expect(try await service.count("registration") == 0)
    }

    /// What is sent to each of those endpoints.
    private static func requests(
        _ session: TestSession,
        contact: ContactID,
        other: ServiceDeviceID
    ) throws -> [String: [UInt8]] {
        let message = try TestClient.opaque.createRegistrationRequest(password: SecretBytes(utf8: "new")).0
        let registration = Bytes(message.bytes)
        let key = Bytes([UInt8](repeating: 1, count: 72))
        let proof = try #require(ContactProofID(String(repeating: "0", count: 32)))
        var bodies: [String: [UInt8]] = [:]
        func add<E: Endpoint>(_ endpoint: E.Type, _ request: E.Request) throws {
            let isEmpty = E.Request.self == Nothing.self
            bodies["\(E.method.rawValue) \(E.path)"] = isEmpty ? [] : Array(try JSONEncoder().encode(request))
        }
        bodies["POST /v1/account/delete"] = []
        bodies["GET /v1/account/export"] = []
        try add(StartPasswordChange.self, .init(request: registration))
        try add(StartRecoveryCode.self, .init(request: registration))
        try add(AddContact.self, .init(kind: .email, value: "eve@example.net", language: "en"))
        try add(RemoveContact.self, .init(contact: contact))
        try add(RevokeDevice.self, .init(device: other))
        let credential = P256.Signing.PrivateKey()
        try add(RegisterDeviceCredential.self, Approver.registration(session, proof: proof, key: credential))
        try add(RemoveDeviceCredential.self, Nothing())
        try add(CreateBackup.self, .init(id: BackupTests.other, epoch: 1, wrappedKey: key, replaces: BackupTests.id))
        let head = BackupTests.head(1, epoch: 2)
        try add(
            AdvanceEpoch.self,
            .init(id: BackupTests.id, previous: 0, head: head, wrappedKey: key, recovery: nil)
        )
        try add(DeleteBackup.self, .init(id: BackupTests.id))
        try add(RestoreBackup.self, .init(id: BackupTests.id))
        return bodies
    }
}
