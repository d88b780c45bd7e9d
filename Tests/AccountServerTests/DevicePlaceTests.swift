import AccountAPI
import AccountServer
import Testing

/// Who is pushed out of the places of devices that are not settled, and who hears of it.
@Suite struct DevicePlaceTests {
    private static func devices(_ client: TestClient, _ session: TestSession) async throws -> [String] {
        try await client.call(ListDevices.self, Nothing(), session: session).devices.map(\.name)
    }

    private static func add(_ count: Int, _ client: TestClient) async throws {
        for number in 1...count { _ = try await client.signIn(device: .new(name: "Stranger \(number)")) }
    }

    @Test func `an honest new device that a thief pushes out is reported in the app and by one message`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let owner = try await client.registered()
            try await client.addVerified(.email, TakingBackTests.mail, in: owner, service)
            let honest = try await client.signIn(device: .new(name: "Honest phone"))
            try await service.service.sendNotices()
            try await Self.add(4, client)
            _ = try await client.call(ListDevices.self, Nothing(), session: honest)
            try await Self.add(1, client)
            try await expectProblem(.sessionInvalid) {
                try await client.call(ListDevices.self, Nothing(), session: honest)
            }
            func mails() -> [String] { service.sent.messages.map(\.text).filter { $0.contains("to make room") } }
            try await service.service.sendNotices()
            let text = try #require(mails().first)
            #expect(text.hasPrefix("The new device “Honest phone” was removed to make room for another new one.\n"))
            #expect(text.contains("sign in on it again") && !text.contains("take-back") && !text.contains("--revoke"))
            // Whoever goes on fills no mailbox, and hides nothing in the app.
            try await Self.add(20, client)
            try await service.service.sendNotices()
            #expect(mails().count == 1)
            service.clock.advance(3_600)
            try await service.service.sendNotices()
            #expect(mails().count == 2)
            let told = try await client.call(ListNotices.self, Nothing(), session: owner).notices
            let pushed = told.filter { $0.kind == .deviceReplaced }.compactMap(\.deviceName)
            #expect(pushed.count == 21 && pushed.contains("Honest phone"))
        }
    }

    @Test func `a device that has shown more is pushed out by none that has shown less`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let owner = try await client.registered()
            try await client.addVerified(.email, TakingBackTests.mail, in: owner, service)
            let honest = try await client.signIn(device: .new(name: "Honest phone"))
            // Too late to count together with the password, and yet more than others have shown.
            service.clock.advance(16 * 60)
            try await client.showContact(in: honest, service)
            #expect(try await client.call(ReadAccount.self, Nothing(), session: honest).standing?.isSettled == false)
            try await Self.add(12, client)
            let left = try await Self.devices(client, owner)
            #expect(left == ["Ada's old phone", "Honest phone"] + (9...12).map { "Stranger \($0)" })
        }
    }

    @Test func `removing a settled device takes the password, also when it removes itself`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let owner = try await client.registered()
            let phone = try await client.signIn(device: .new(name: "New phone"))
            service.clock.advance(16 * 60)
            // As from a copy of its unlocked folder.
            try await expectProblem(.evidenceNeeded) { try await client.revoke(owner.opened.device, in: owner) }
            try await client.revoke(phone.opened.device, in: phone)
            let again = try await client.signIn(again: owner)
            #expect(try await Self.devices(client, again) == ["Ada's old phone"])
            try await client.revoke(again.opened.device, in: again)
            #expect(try await service.count("device") == 0)
        }
    }

    @Test func `someone with the password keeps out no new phone that has more, or another network`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let owner = try await client.registered()
            try await client.addVerified(.email, ContactTests.mail, in: owner, service)
            try await client.makeCode(RecoveryCodeTests.code, in: owner)
            for number in 0..<39 { _ = try await client.signIn(device: .new(name: "Thief \(number)")) }
            try await expectProblem(.tooManyFromAddress) { try await client.signIn() }
            _ = try await client.signIn(TestClient.ada, RecoveryCodeTests.code, with: .recoveryCode)
            _ = try await client.call(RequestLetter.self, .init(username: TestClient.ada))
            try await service.service.sendLetters()
            _ = try await client.signIn(letter: service.sent.letter(to: ContactTests.mail))
            _ = try await client.at("192.0.2.77").signIn()
        }
    }
}
