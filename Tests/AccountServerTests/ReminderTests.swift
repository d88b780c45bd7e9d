import AccountAPI
import AccountServer
import Foundation
import SQLDatabase
import Testing

/// Everybody else is told of a device that is not settled, several times and not too often.
@Suite struct ReminderTests {
    /// Lets days pass by the hour; returns the days on which a message told of a new device, and which message.
    private static func pass(_ days: Int, _ client: TestClient, _ service: TestService) async throws -> [Int: String] {
        var told: [Int: String] = [:]
        for hour in 0..<days * 24 {
            let before = service.sent.messages.count
            // Nobody asks the service anything meanwhile.
            await service.service.keepHouse()
            try await service.service.sendNotices()
            for message in service.sent.messages.dropFirst(before) { told[hour / 24] = message.text }
            service.clock.advance(3600)
        }
        return told
    }

    @Test func `contacts and other devices are told on day 0, day 3 and the last day but one`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let ada = try await service.approver(client)
            try await service.service.sendNotices()
            service.clock.advance(3600)
            let phone = try await client.signIn(device: .new(name: "New phone"))
            let told = try await Self.pass(32, client, service)
            #expect(told.keys.sorted() == [0, 3, 28])
            #expect(told[0]?.hasPrefix("The device “New phone” was added.") == true)
            for day in [3, 28] {
                #expect(told[day]?.hasPrefix("The new device “New phone” will soon be able to change") == true)
                #expect(told[day]?.contains("--revoke \(try #require(phone.opened.device))") == true)
            }
            // The one of day 3 is listed still; the device itself is told nothing.
            let seen = try await client.call(ListNotices.self, Nothing(), session: ada.session).notices
            #expect(seen.filter { $0.kind == .deviceUnsettled && $0.deviceName == "New phone" }.count == 2)
            let own = try await client.call(ListNotices.self, Nothing(), session: phone).notices
            #expect(own.allSatisfy { $0.kind != .deviceUnsettled })
        }
    }

    /// What is missed while a service is stopped for a number of hours, and for how long the device waits after it.
    private static let stops = [
        (first: 31 * 24, stopped: 0, told: 2, waits: 0), (0, 31 * 24, 1, 48), (4 * 24, 27 * 24, 2, 48),
        (29 * 24, 48, 2, 0), (26 * 24, 2 * 24 + 12, 2, 48), (27 * 24, 2 * 24, 2, 48), (27 * 24, 12, 1, 60),
        (2 * 24, 4 * 24, 1, 24 * 24), (10 * 24, 60, 1, 17 * 24 + 12), (27 * 24, 26, 2, 48), (27 * 24, 24, 2, 48),
    ]

    /// How a service notices: as it starts, or as its machine wakes.
    enum Noticing: CaseIterable {
        case atTheStart, asTheMachineWakes

        func notice(_ service: TestService) async throws {
            switch self {
            case .atTheStart: try await service.service.catchUp()
            case .asTheMachineWakes: await service.service.keepHouse()
            }
        }
    }

    @Test(arguments: stops, Noticing.allCases)
    func `a device of which nobody was told while the service did not run waits two days more`(
        stop: (first: Int, stopped: Int, told: Int, waits: Int),
        noticing: Noticing
    ) async throws {
        let (first, stopped, told, waits) = stop
        let service = try await TestService()
        try await service.run { client in
            let ada = try await service.approver(client)
            _ = try await client.signIn(device: .new(name: "New phone"))
            for _ in 0..<first {
                await service.service.keepHouse()
                service.clock.advance(3600)
            }
            service.clock.advance(TimeInterval(stopped * 3600))
            if stopped > 0 { try await noticing.notice(service) }
            func phone() async throws -> ListDevices.Device? {
                try await client.call(ListDevices.self, Nothing(), session: ada.session).devices.last
            }
            let now = Int64(service.clock.now.timeIntervalSince1970 * 1000)
            let settles = try await phone()?.settles
            #expect(settles.map { $0 - now } == (waits > 0 ? Int64(waits) * 3_600_000 : nil))
            let notices = try await client.call(ListNotices.self, Nothing(), session: ada.session).notices
            #expect(notices.count { $0.kind == .deviceUnsettled } == told)
            for _ in 0..<waits {
                service.clock.advance(3600)
                await service.service.keepHouse()
            }
            #expect(try await phone()?.settles == nil)
        }
    }

    @Test func `no device settles while the service cannot tell of it`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let ada = try await service.approver(client)
            _ = try await client.signIn(device: .new(name: "New phone"))
            try await service.database.write { transaction in
                try transaction.execute(
                    """
                    CREATE TRIGGER full BEFORE INSERT ON notice WHEN NEW.kind = 'device-unsettled'
                    BEGIN SELECT RAISE(ABORT, 'full'); END
                    """,
                    []
                )
            }
            func settles() async throws -> Int64? {
                try await client.call(ListDevices.self, Nothing(), session: ada.session).devices.last?.settles
            }
            func soonest() -> Int64 { Int64(service.clock.now.timeIntervalSince1970 * 1000) + 2 * 86_400_000 }
            await service.pass(days: 40)
            // Nobody is told that it settles on a day that is over.
            #expect(try await settles() == soonest())
            try await service.database.write { try $0.execute("DROP TRIGGER full", []) }
            service.clock.advance(60)
            #expect(try await settles() == soonest())
            await service.service.keepHouse()
            let held = soonest()
            service.clock.advance(60)
            #expect(try await settles() == held)
            await service.pass(days: 2)
            #expect(try await settles() == nil)
            let told = try await client.call(ListNotices.self, Nothing(), session: ada.session).notices
            #expect(told.contains { $0.kind == .deviceUnsettled })
        }
    }

    @Test(arguments: Noticing.allCases)
    func `codes of a device of which nobody was told wait as well`(noticing: Noticing) async throws {
        let service = try await TestService()
        try await service.run { client in
            _ = try await service.approver(client)
            let phone = try await client.signIn(device: .new(name: "New phone"))
            service.clock.advance(8 * 86_400)
            func from() async throws -> Int64? {
                try await client.call(ReadAccount.self, Nothing(), session: phone).standing?.codesCountFrom
            }
            #expect(try await from() == nil)
            try await noticing.notice(service)
            let now = Int64(service.clock.now.timeIntervalSince1970 * 1000)
            #expect(try await from() == now + 2 * 86_400_000)
            service.clock.advance(2 * 86_400)
            #expect(try await from() == nil)
        }
    }

    @Test(arguments: [(10, 12), (10, 29), (10, 40), (27, 33)], Noticing.allCases)
    func `codes that have counted go on, whatever was missed later`(
        days: (stops: Int, starts: Int),
        noticing: Noticing
    ) async throws {
        let service = try await TestService()
        try await service.run { client in
            _ = try await service.approver(client)
            let phone = try await client.signIn(device: .new(name: "New phone"))
            _ = try await Self.pass(days.stops, client, service)
            service.clock.advance(TimeInterval((days.starts - days.stops) * 86_400))
            try await noticing.notice(service)
            let again = try await client.signIn(again: phone)
            let standing = try await client.call(ReadAccount.self, Nothing(), session: again).standing
            #expect(standing?.codesCountFrom == nil)
            // The device itself waits only for what was missed.
            let now = Int64(service.clock.now.timeIntervalSince1970 * 1000)
            let waits: Int64 = days.starts < 28 ? 18 : 2
            #expect(standing?.evidence.settles == now + waits * 86_400_000)
        }
    }

    @Test func `the name of a device does not end its quotation`() async throws {
        let service = try await TestService()
        try await service.run { client in
            _ = try await service.approver(client)
            try await service.service.sendNotices()
            service.clock.advance(3600)
            _ = try await client.signIn(device: .new(name: "iPhone” was removed. \"Now „open"))
            try await service.service.sendNotices()
            let text = try #require(service.sent.messages.last?.text)
            #expect(text.hasPrefix("The device “iPhone’ was removed. ’Now ’open” was added."))
        }
    }

    @Test func `without a contact the devices are told within the week, and not once it is settled`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let first = try await client.registered()
            let start = service.clock.now
            _ = try await client.signIn(device: .new(name: "New phone"))
            _ = try await Self.pass(10, client, service)
            let notices = try await client.call(ListNotices.self, Nothing(), session: first).notices
            let days = notices.filter { $0.kind == .deviceUnsettled }.map { notice in
                (notice.created - Int64(start.timeIntervalSince1970 * 1000)) / 86_400_000
            }
            #expect(days == [5, 3])

            let owner = try await client.signIn(again: first)
            try await client.addVerified(.email, ContactTests.mail, in: owner, service)
            _ = try await client.signInSettled(device: .new(name: "Tablet"), reading: service)
            _ = try await Self.pass(32, client, service)
            let later = try await client.call(ListNotices.self, Nothing(), session: owner).notices
            #expect(!later.contains { $0.kind == .deviceUnsettled && $0.deviceName == "Tablet" })
        }
    }

    @Test func `no later message takes the place of a reminder, and reminders come one an hour`() async throws {
        let service = try await TestService()
        try await service.run { client in
            _ = try await service.approver(client)
            try await service.service.sendNotices()
            for name in ["First thief", "Second thief"] { _ = try await client.signIn(device: .new(name: name)) }
            try await service.service.sendNotices()
            service.clock.advance(3 * 86_400 - 1800)
            let before = service.sent.messages.count
            func told() -> [String] { service.sent.messages.dropFirst(before).map(\.text) }
            // Whoever wants no reminder to be read has other messages sent around it.
            for number in 1...3 {
                _ = try await client.signIn(device: .new(name: "Noise \(number)"))
                try await service.service.sendNotices()
                service.clock.advance(1200)
                await service.service.keepHouse()
                try await service.service.sendNotices()
            }
            #expect(told().filter { $0.hasPrefix("The new device “") }.count == 1)
            for _ in 0..<3 {
                service.clock.advance(3600)
                try await service.service.sendNotices()
            }
            for name in ["First thief", "Second thief"] {
                #expect(told().count { $0.hasPrefix("The new device “\(name)” will soon be able to change") } == 1)
            }
        }
    }

    @Test func `many new devices fill no mailbox: one message an hour, about the last of them`() async throws {
        let service = try await TestService()
        try await service.run { client in
            _ = try await service.approver(client)
            try await service.service.sendNotices()
            let before = service.sent.messages.count
            for number in 1...4 {
                _ = try await client.signIn(device: .new(name: "Phone \(number)"))
                try await service.service.sendNotices()
                service.clock.advance(600)
            }
            var told = service.sent.messages.dropFirst(before).map(\.text)
            #expect(told.count == 1 && told[0].contains("“Phone 1”"))
            service.clock.advance(1199)
            try await service.service.sendNotices()
            #expect(service.sent.messages.count == before + 1)
            service.clock.advance(1)
            try await service.service.sendNotices()
            told = service.sent.messages.dropFirst(before).map(\.text)
            #expect(told.count == 2 && told[1].contains("“Phone 4”"))
            service.clock.advance(7200)
            #expect(try await service.service.sendNotices() == 0)
        }
    }
}
