import AccountAPI
import AccountServer
import Testing

/// When a device settles, what its place is, and who removes whom.
@Suite struct SettlingTests {
    private static let day: Int64 = 86_400_000

    /// The devices as a session sees them, by name.
    private static func devices(
        _ client: TestClient,
        _ session: TestSession
    ) async throws -> [String: ListDevices.Device] {
        let all = try await client.call(ListDevices.self, Nothing(), session: session).devices
        return Dictionary(all.map { ($0.name, $0) }) { first, _ in first }
    }

    private static func revoke(_ other: TestSession, _ client: TestClient, _ session: TestSession) async throws {
        let request = try RevokeDevice.Request(device: #require(other.opened.device))
        _ = try await client.call(RevokeDevice.self, request, session: session)
    }

    @Test func `a device settles in a week, in thirty days where more could be shown, and at once with two kinds`()
        async throws
    {
        let service = try await TestService()
        try await service.run { client in
            let first = try await client.registered()
            _ = try await client.signIn(device: .new(name: "Tablet"))
            var seen = try await Self.devices(client, first)
            #expect(seen["Ada's old phone"]?.settles == nil)
            let tablet = try #require(seen["Tablet"])
            #expect(tablet.settles == tablet.added + 7 * Self.day)

            try await client.addVerified(.email, ContactTests.mail, in: first, service)
            seen = try await Self.devices(client, first)
            #expect(seen["Tablet"]?.settles == tablet.added + 30 * Self.day)
            let account = try await client.call(ReadAccount.self, Nothing(), session: first)
            #expect(account.standing?.isSettled == true && account.standing?.codesCountFrom == nil)

            let phone = try await client.signIn(device: .new(name: "New phone"))
            let before = try #require(try await client.call(ReadAccount.self, Nothing(), session: phone).standing)
            #expect(before.evidence.shown == [.password] && before.evidence.possible == [.contact])
            #expect(before.codesCountFrom == (before.evidence.settles ?? 0) - 23 * Self.day)
            try await client.showContact(in: phone, service)
            let after = try #require(try await client.call(ReadAccount.self, Nothing(), session: phone).standing)
            #expect(after.isSettled && after.codesCountFrom == nil)
            #expect(after.evidence.shown == [.password, .contact])
        }
    }

    @Test func `a sixth new device replaces the oldest one that is not settled`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let first = try await client.registered()
            for number in 1...5 { _ = try await client.signIn(device: .new(name: "Phone \(number)")) }
            #expect(try await Self.devices(client, first).count == 6)
            _ = try await client.signIn(device: .new(name: "Phone 6"))
            let left = try await Self.devices(client, first)
            #expect(left.keys.sorted() == ["Ada's old phone"] + (2...6).map { "Phone \($0)" })
            let told = try await client.call(ListNotices.self, Nothing(), session: first).notices
            #expect(told.contains { $0.kind == .deviceReplaced && $0.deviceName == "Phone 1" })
        }
    }

    @Test func `new devices do not remove each other, and a settled one removes them for good`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let first = try await client.registered()
            let one = try await client.signIn(device: .new(name: "One"))
            let two = try await client.signIn(device: .new(name: "Two"))
            for (actor, other) in [(one, two), (two, one)] {
                try await expectProblem(.evidenceNeeded) { try await Self.revoke(other, client, actor) }
            }
            try await Self.revoke(two, client, two)
            try await Self.revoke(one, client, first)
            #expect(try await service.count("device") == 1)
        }
    }

    @Test func `a stolen password removes no phone for good that was confirmed after it was first used`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let first = try await client.registered()
            try await client.addVerified(.email, ContactTests.mail, in: first, service)
            let thief = try await client.signIn(device: .new(name: "Thief"))
            let phone = try await client.signInSettled(reading: service)
            try await expectProblem(.evidenceNeeded) { try await Self.revoke(phone, client, thief) }
            #expect(try await Self.devices(client, phone).count == 3)
            // One that is older still is suspended, and takes the account back.
            try await Self.revoke(first, client, thief)
            try await expectProblem(.evidenceNeeded) { try await Self.revoke(phone, client, thief) }
            try await Self.revoke(thief, client, phone)
            #expect(try await Self.devices(client, phone).keys.contains("Thief") == false)
        }
    }

    @Test func `a device that would be the twenty-first settled one says so, and settles once there is a place`()
        async throws
    {
        let service = try await TestService()
        try await service.run { client in
            let first = try await client.registered()
            for number in 1...4 {
                for _ in 0..<5 { _ = try await client.signIn(device: .new(name: "Tablet \(number)")) }
                await service.pass(days: 7)
            }
            let owner = try await client.signIn(again: first)
            let contact = try await client.addVerified(.email, ContactTests.mail, in: owner, service)
            let phone = try await client.signIn(device: .new(name: "New phone"))
            let sent = try await client.startProof(by: contact, in: phone)
            let code = service.sent.code(to: ContactTests.mail)
            try await expectProblem(.deviceLimit) { try await client.type(code, for: sent, in: phone) }
            #expect(try await Self.devices(client, phone)["New phone"]?.settles != nil)
            // The password is enough to make a place, and the code is still good.
            let tablet = try #require(try await Self.devices(client, phone)["Tablet 1"])
            _ = try await client.call(RevokeDevice.self, .init(device: tablet.id), session: phone)
            try await client.type(code, for: sent, in: phone)
            let all = try await client.call(ListDevices.self, Nothing(), session: phone).devices
            #expect(all.count { $0.settles == nil } == 20)
            #expect(all.contains { $0.name == "New phone" && $0.settles == nil })
        }
    }

    @Test func `who is removed by a younger device loses everything at once, and the record goes after thirty days`()
        async throws
    {
        try await TokenTests.run { service, world in
            let (client, person, browser, application) = world
            let lost = try await service.approver(client, of: person.session)
            let offline = ["scope": "openid offline_access"]
            let code = try await person.signIn(browser, to: application, offline)["code"]
            let tokens = try await application.exchange(client, code)
            #expect(tokens.refreshToken != nil)
            #expect(try await browser.open("/account").title == "My account")
            let party = try await service.service.relyingParties.add(name: "shop")

            let phone = try await client.signInSettled(reading: service)
            try await Self.revoke(person.session, client, phone)
            let refused = try await problem {
                try await client.call(ListDevices.self, Nothing(), session: person.session)
            }
            #expect(refused == .deviceSuspended)
            try await expectProblem(.deviceSuspended) { try await lost.list() }
            service.clock.advance(60)
            #expect(try await !CodeTests.verify(client, person.session.code(at: service.clock.now), party))
            #expect(try await browser.open("/account").form("/sign-in") != nil)
            #expect(try await application.refresh(client, tokens.refreshToken).error == "invalid_grant")
            #expect(try await TestApplication.userInfo(client, tokens.accessToken).status == 401)
            let (id, _) = try await service.ask()
            #expect(try await service.outcome(id) == .pending)
            try await expectProblem(.deviceSuspended) { try await client.signIn(again: person.session) }
            #expect(try await Self.devices(client, phone).count == 1)
            #expect(try await service.count("device") == 2)

            service.clock.advance(30 * 86_400 - 120)
            await service.service.keepHouse()
            #expect(try await service.count("device") == 2)
            service.clock.advance(120)
            await service.service.keepHouse()
            #expect(try await service.count("device") == 1)
        }
    }
}
