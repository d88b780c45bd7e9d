import AccountAPI
import AccountServer
import OPAQUE
import Primitives
import Testing

/// How long what was shown of before counts, and how many secrets of before there are.
@Suite struct TakingBackEvidenceTests {
    private static let quarter = 15.0 * 60

    private static func read(_ client: TestClient, _ session: TestSession) async throws -> ReadTakingBack.Response {
        try await client.call(ReadTakingBack.self, Nothing(), session: session)
    }

    @Test func `every earlier kind counts for a quarter of an hour, however long its session lasts`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let (owner, _, contact) = try await TakingBackTests.taken(client, service, code: "paper")
            let back = try await client.takeBack(owner)
            service.clock.advance(60)
            let paper = try await client.takeBack(owner, "paper", with: .recoveryCode)
            service.clock.advance(60)
            try await client.showContact(contact, in: back, service)
            #expect(try await Self.read(client, back).evidence.shown == [.password, .recoveryCode, .contact])
            // Each ends by its own time.
            service.clock.advance(Self.quarter - 121)
            #expect(try await Self.read(client, back).evidence.shown == [.password, .recoveryCode, .contact])
            service.clock.advance(2)
            var found = try await Self.read(client, back)
            #expect(found.evidence.shown == [.recoveryCode, .contact] && found.isEnough)
            service.clock.advance(60)
            found = try await Self.read(client, back)
            #expect(found.evidence.shown == [.contact] && !found.isEnough && found.backup == nil)
            #expect(found.evidence.possible == [.password, .recoveryCode])
            service.clock.advance(60)
            #expect(try await Self.read(client, back).evidence.shown == [])
            for session in [back, paper] {
                try await expectProblem(.evidenceNeeded) {
                    try await client.finishTakingBack(session, password: "better", key: TakingBackTests.key)
                }
            }
        }
    }

    @Test func `an old password that is enough must be typed again after a quarter of an hour`()
        async throws
    {
        let service = try await TestService()
        try await service.run { client in
            let owner = try await client.registered()
            let thief = try await client.signIn(device: .new(name: "Another phone"))
            try await client.revoke(owner.opened.device, in: thief)
            let back = try await client.takeBack(owner)
            #expect(try await Self.read(client, back).isEnough)
            service.clock.advance(Self.quarter + 1)
            let found = try await Self.read(client, back)
            #expect(!found.isEnough && found.evidence.shown == [] && found.evidence.possible == [.password])
            try await expectProblem(.evidenceNeeded) {
                try await client.finishTakingBack(back, password: "better", key: nil)
            }
            // In another session of the same device.
            _ = try await client.takeBack(owner)
            try await client.finishTakingBack(back, password: "better", key: nil)
            _ = try await client.signIn(again: owner, "better")
        }
    }

    @Test func `any of the earlier secrets takes the account back, and typing one costs one attempt of each`()
        async throws
    {
        let service = try await TestService()
        try await service.run { client in
            let owner = try await client.registered()
            try await client.addVerified(.email, TakingBackTests.mail, in: owner, service)
            let tablet = try await client.settled(service, name: "Tablet")
            let last = StartSignIn.Request.secretsOfBefore.count - 1
            for number in 1...(last + 2) {
                try await client.changePassword(to: "password \(number)", in: tablet)
            }
            // Nine wrong passwords later the tenth is still tried against all of them.
            for number in 1...9 {
                await #expect(throws: OPAQUEError.wrongPassword) { try await client.takeBack(owner, "wrong \(number)") }
            }
            let contact = try #require(try await client.contacts(in: tablet).first).id
            let back = try await client.takeBack(owner, "password \(last)")
            try await client.showContact(contact, in: back, service)
            try await client.finishTakingBack(back, password: "better", key: nil)
            _ = try await client.signIn(again: owner, "better")
        }
    }

    @Test func `trying earlier secrets without the proof of a device uses up nobody's attempts`() async throws {
        try await TestService().run { client in
            let owner = try await client.registered()
            let forged = (id: try #require(owner.opened.device), secret: SecretBytes.random(count: 20))
            for number in StartSignIn.Request.secretsOfBefore {
                for known in [nil, forged] {
                    _ = try await client.start(knownDevice: known, takingBack: number)
                }
            }
            // From the same network, without the proof of a device.
            _ = try await client.signIn(device: .new(name: "New phone"))
        }
    }

    @Test(arguments: [
        (MessageError.unreachable, ProblemCode.contactNotSent), (.refused(status: 550), .tooManyContactCodes),
    ])
    func `a code that could not be sent is none that was, unless the mailbox refused it`(
        error: MessageError,
        sixth: ProblemCode
    ) async throws {
        let service = try await TestService()
        try await service.run { client in
            let (owner, _, contact) = try await TakingBackTests.taken(client, service)
            let back = try await client.takeBack(owner)
            let request = StartContactProof.Request(contact: contact, language: "en")
            service.sent.fail(with: error)
            for _ in 0..<5 {
                try await expectProblem(.contactNotSent) {
                    try await client.call(StartTakingBackProof.self, request, session: back)
                }
            }
            try await expectProblem(sixth) {
                try await client.call(StartTakingBackProof.self, request, session: back)
            }
            #expect(try await service.count("taking_back WHERE code IS NOT NULL OR proof IS NOT NULL") == 0)
            service.sent.fail(with: nil)
            guard sixth == .contactNotSent else { return }
            try await client.showContact(contact, in: back, service)
            #expect(try await Self.read(client, back).isEnough)
        }
    }
}
