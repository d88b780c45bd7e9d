import AccountAPI
import AccountServer
import Foundation
import Testing

/// What reminders do where it changes when a device settles.
@Suite struct ReminderMoveTests {
    private static let day: Int64 = 86_400_000

    private static func now(_ service: TestService) -> Int64 {
        Int64(service.clock.now.timeIntervalSince1970 * 1000)
    }

    /// Lets hours pass in which nobody asks the service anything.
    private static func pass(hours: Int, _ service: TestService) async {
        for _ in 0..<hours {
            await service.service.keepHouse()
            service.clock.advance(3600)
        }
    }

    /// When the newest device settles, and how often others were told of it after the first day.
    private static func seen(_ client: TestClient, _ owner: TestSession) async throws -> (settles: Int64?, told: Int) {
        let devices = try await client.call(ListDevices.self, Nothing(), session: owner).devices
        let notices = try await client.call(ListNotices.self, Nothing(), session: owner).notices
        return (devices.last?.settles, notices.count { $0.kind == .deviceUnsettled })
    }

    @Test(arguments: [10, 29])
    func `a contact that is removed lets no device settle before others were told`(days: Int) async throws {
        let service = try await TestService()
        try await service.run { client in
            let first = try await client.registered()
            let contact = try await client.addVerified(.email, ContactTests.mail, in: first, service).contact
            _ = try await client.signIn(device: .new(name: "New phone"))
            await Self.pass(hours: days * 24, service)
            let owner = try await client.signIn(again: first)
            let before = try await Self.seen(client, owner)
            try await client.remove(contact, in: owner)
            let due = days == 10 ? Self.now(service) + 2 * Self.day : try #require(before.settles)
            #expect(try await Self.seen(client, owner).settles == due)
            service.clock.advance(61)
            await service.service.keepHouse()
            // On day 28 they were told already, and it goes as they were told.
            let after = try await Self.seen(client, owner)
            #expect(after.settles == due && after.told == 2 && before.told == (days == 10 ? 1 : 2))
            await Self.pass(hours: 50, service)
            #expect(try await Self.seen(client, try await client.signIn(again: first)).settles == nil)
        }
    }

    @Test(arguments: [true, false])
    func `if a device settles later than announced, others are notified again`(isContact: Bool) async throws {
        let service = try await TestService()
        try await service.run { client in
            let first = try await client.registered()
            _ = try await client.signIn(device: .new(name: "New phone"))
            let added = Self.now(service)
            await Self.pass(hours: 6 * 24, service)
            let owner = try await client.signIn(again: first)
            #expect(try await Self.seen(client, owner).told == 2)
            if isContact {
                try await client.addVerified(.email, ContactTests.mail, in: owner, service)
            } else {
                try await client.makeCode("paper", in: owner)
            }
            #expect(try await Self.seen(client, owner).settles == added + 30 * Self.day)
            await Self.pass(hours: 21 * 24, service)
            #expect(try await Self.seen(client, try await client.signIn(again: first)).told == 2)
            await Self.pass(hours: 26, service)
            let later = try await Self.seen(client, try await client.signIn(again: first))
            #expect(later.told == 3 && later.settles == added + 30 * Self.day)
        }
    }

    @Test func `a recovery code that is shown lets the device settle earlier, in time told`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let first = try await client.registered()
            try await client.makeCode("paper", in: first)
            let phone = try await client.signIn(device: .new(name: "New phone"))
            await Self.pass(hours: 4 * 24, service)
            let before = try await Self.seen(client, try await client.signIn(again: first))
            service.clock.advance(3600)
            _ = try await client.signIn(again: phone, "paper", with: .recoveryCode)
            let owner = try await client.signIn(again: first)
            #expect(before.told == 1 && (before.settles ?? 0) > Self.now(service) + 20 * Self.day)
            #expect(try await Self.seen(client, owner).settles == Self.now(service) - 3_600_000 + 3 * Self.day)
            await Self.pass(hours: 26, service)
            #expect(try await Self.seen(client, try await client.signIn(again: first)).told == 2)
        }
    }
}
