import AccountAPI
import AccountServer
import Crypto
import Encodings
import Foundation
import SQLDatabase
import Testing

/// No credential exists before the proof; these tests look into the database at each step.
@Suite struct DeviceCredentialTests {
    /// The credentials in the database: whose they are, and whether they are confirmed.
    private func credentials(_ service: TestService) async throws -> [ServiceDeviceID: Bool] {
        let rows = try await service.database.read { transaction in
            try transaction.rows("SELECT device, confirmed FROM device_credential", [])
        }
        return try Dictionary(
            uniqueKeysWithValues: rows.map { row in
                (try #require(ServiceDeviceID(try row.text("device"))), try row.optionalInteger("confirmed") != nil)
            }
        )
    }

    @Test func `no credential exists before the proof, and none is good before its test`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let session = try await client.registered()
            let device = try #require(session.opened.device)
            #expect(try await self.credentials(service).isEmpty)

            let sent = try await client.add(.email, "ada@mail.example", in: session)
            #expect(try await self.credentials(service).isEmpty)
            let key = P256.Signing.PrivateKey()
            try await expectProblem(.proofNeeded) {
                try await Approver.register(client, session, proof: sent.proof, service, key: key)
            }
            #expect(try await self.credentials(service).isEmpty)

            try await client.type(service.sent.code(to: "ada@mail.example"), for: sent, in: session)
            #expect(try await self.credentials(service).isEmpty)

            let approver = try await Approver.register(client, session, proof: sent.proof, service, key: key)
            #expect(try await self.credentials(service) == [device: false])
            let (id, number) = try await service.ask()
            #expect(try await approver.request().isTest)
            #expect(try await service.outcome(id) == .pending)
            _ = number

            try await approver.passTest()
            #expect(try await self.credentials(service) == [device: true])

            // The proof is used up.
            try await expectProblem(.proofNeeded) {
                try await Approver.register(client, session, proof: sent.proof, service, key: key)
            }
            #expect(try await self.credentials(service) == [device: true])
        }
    }

    /// Why no credential is made, and the proof stays as good as it was.
    enum Refusal: String, CaseIterable {
        case strangersKey, strangersSession, shortKey, pointOffCurve, shortSignature

        func change(
            _ request: RegisterDeviceCredential.Request,
            _ session: TestSession,
            _ other: TestSession,
            _ key: P256.Signing.PrivateKey
        ) throws -> RegisterDeviceCredential.Request {
            switch self {
            case .strangersKey:
                try Approver.registration(session, proof: request.proof, key: key, signedBy: P256.Signing.PrivateKey())
            case .strangersSession: try Approver.registration(session, proof: request.proof, key: key, for: other)
            case .shortKey: with(request, publicKey: Array(request.publicKey.bytes.dropLast()))
            case .pointOffCurve:
                with(request, publicKey: Array(request.publicKey.bytes.dropLast()) + [request.publicKey.bytes[64] ^ 1])
            case .shortSignature:
                RegisterDeviceCredential.Request(
                    proof: request.proof,
                    publicKey: request.publicKey,
                    signature: Bytes(Array(request.signature.bytes.dropLast()))
                )
            }
        }

        private func with(
            _ request: RegisterDeviceCredential.Request,
            publicKey: [UInt8]
        ) -> RegisterDeviceCredential.Request {
            RegisterDeviceCredential.Request(
                proof: request.proof,
                publicKey: Bytes(publicKey),
                signature: request.signature
            )
        }
    }

    @Test(arguments: Refusal.allCases)
    func `without possession of the key no credential is made`(refusal: Refusal) async throws {
        let service = try await TestService()
        try await service.run { client in
            let session = try await client.registered()
            let other = try await client.signIn(device: .new(name: "Tablet"))
            let contact = try await client.addVerified(.email, "ada@mail.example", in: session, service)
            let key = P256.Signing.PrivateKey()
            let right = try Approver.registration(session, proof: contact.proof, key: key)
            let wrong = try refusal.change(right, session, other, key)
            try await expectProblem(.credentialRefused) {
                try await client.call(RegisterDeviceCredential.self, wrong, session: session)
            }
            #expect(try await self.credentials(service).isEmpty)
            _ = try await client.call(RegisterDeviceCredential.self, right, session: session)
            #expect(try await self.credentials(service).count == 1)
        }
    }

    @Test func `a proof is good for its session, its account and ten minutes only`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let session = try await client.registered()
            let contact = try await client.addVerified(.email, "ada@mail.example", in: session, service)
            let tablet = try await client.signInSettled(device: .new(name: "Tablet"), reading: service)
            try await expectProblem(.proofNeeded) {
                try await Approver.register(client, tablet, proof: contact.proof, service)
            }
            let eve = try await client.registered("eve@example.org")
            try await expectProblem(.proofNeeded) {
                try await Approver.register(client, eve, proof: contact.proof, service)
            }
            service.clock.advance(600)
            try await expectProblem(.proofNeeded) {
                try await Approver.register(client, session, proof: contact.proof, service)
            }
            #expect(try await self.credentials(service).isEmpty)
        }
    }

    @Test func `a session that belongs to no device makes no credential`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let owner = try await client.registered()
            let contact = try await client.addVerified(.email, "ada@mail.example", in: owner, service)
            let session = try await client.signIn(device: nil)
            let proof = try await client.prove(by: contact, in: session, service)
            let request = try Approver.registration(session, proof: proof, key: P256.Signing.PrivateKey())
            try await expectProblem(.noSuchDevice) {
                try await client.call(RegisterDeviceCredential.self, request, session: session)
            }
            try await expectProblem(.noSuchDevice) {
                try await client.call(RemoveDeviceCredential.self, Nothing(), session: session)
            }
        }
    }

    @Test func `a session under a replaced password makes no credential`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let lost = try await client.registered()
            let contact = try await client.addVerified(.email, "ada@mail.example", in: lost, service)
            let mine = try await client.signInSettled(reading: service)
            try await client.changePassword(to: "another password entirely", in: mine)
            try await expectProblem(.expired) {
                try await Approver.register(client, lost, proof: contact.proof, service)
            }
            #expect(try await self.credentials(service).isEmpty)
        }
    }

    @Test func `a test that fails or is late confirms nothing`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let session = try await client.registered()
            let device = try #require(session.opened.device)
            let contact = try await client.addVerified(.email, "ada@mail.example", in: session, service)
            let first = try await Approver.register(client, session, proof: contact.proof, service)
            let wrong = first.test.number == 10 ? 11 : 10
            let test = try await first.request()
            try await expectProblem(.numberMismatched) { try await first.answer(test, .approve, number: wrong) }
            #expect(try await self.credentials(service) == [device: false])

            let proof = try await client.prove(by: contact, in: session, service)
            let second = try await Approver.register(client, session, proof: proof, service)
            let late = try await second.request()
            service.clock.advance(60)
            try await expectProblem(.signInRequestExpired) {
                try await second.answer(late, .approve, number: second.test.number)
            }
            #expect(try await self.credentials(service) == [device: false])
            // The key of the first is worth nothing any more.
            try await expectProblem(.deviceRefused) { try await first.list() }

            let again = try await client.prove(by: contact, in: session, service)
            let third = try await Approver.register(client, session, proof: again, service)
            try await third.passTest()
            #expect(try await self.credentials(service) == [device: true])
        }
    }

    @Test func `old devices stay valid when another gets a credential, and go one by one`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let old = try await service.approver(client)
            let new = try await service.anotherApprover(client)
            let (_, number) = try await service.ask()
            try await old.answer(try await old.request(), .approve, number: number)
            #expect(try await new.list().requests.isEmpty)
            let left = try await client.call(RemoveDeviceCredential.self, Nothing(), session: old.session)
            #expect(left.othersApprove)
            let (id, second) = try await service.ask()
            try await new.answer(try await new.request(), .approve, number: second)
            let account = new.session.opened.account
            #expect(try await service.outcome(id) == .approved(account: account, device: new.device))
            let none = try await client.call(RemoveDeviceCredential.self, Nothing(), session: new.session)
            #expect(!none.othersApprove)
        }
    }
}
