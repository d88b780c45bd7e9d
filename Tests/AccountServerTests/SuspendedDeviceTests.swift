import AccountAPI
import AccountServer
import Encodings
import SQLDatabase
import Testing

/// However many devices someone brings and has suspend each other, few are kept, and the owner's are among them.
@Suite struct SuspendedDeviceTests {
    private static let key = TakingBackTests.key
    private static let kept: Int64 = 40

    /// An account with a contact, a recovery code and a second device of the owner's.
    private static func owner(
        _ client: TestClient,
        _ service: TestService
    ) async throws -> (phone: TestSession, tablet: TestSession, contact: ContactID) {
        let first = try await client.registered()
        let contact = try await client.addVerified(.email, TakingBackTests.mail, in: first, service).contact
        let phone = TestSession(try await client.signIn(again: first), deviceOf: first)
        try await client.makeCode("paper", in: phone)
        let tablet = try await TakingBackInTurnTests.settled(client, service, "Tablet")
        return (phone, tablet, contact)
    }

    /// A new device with the recovery code and the password, which has another one suspended.
    private static func come(_ client: TestClient, suspending others: [TestSession]) async throws -> TestSession {
        let new = try await client.signIn(TestClient.ada, "paper", device: .new(name: "Guest"), with: .recoveryCode)
        let session = TestSession(try await client.signIn(again: new), deviceOf: new)
        for other in others { try await client.revoke(other.opened.device, in: session) }
        return session
    }

    @Test func `more than a hundred devices that suspend each other push out none of the owner's`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let (phone, tablet, contact) = try await Self.owner(client, service)
            var last = [phone, tablet]
            for number in 1...130 {
                if number % 100 == 0 { service.clock.advance(3_600) }
                last = [try await Self.come(client, suspending: last)]
            }
            #expect(try await service.count("device WHERE suspended IS NOT NULL") == Self.kept)
            #expect(try await service.count("device") == Self.kept + 1)
            #expect(try await service.count("replaced") <= 100)
            // Nothing of the devices that went is left behind.
            #expect(try await service.count("evidence WHERE holder NOT IN (SELECT id FROM device)") == 0)
            for device in [phone, tablet] {
                try await expectProblem(.deviceSuspended) {
                    try await client.call(ListDevices.self, Nothing(), session: device)
                }
            }
            let back = try await client.takeBack(phone)
            try await client.showContact(contact, in: back, service)
            try await client.finishTakingBack(back, password: "better", key: nil)
            let again = try await client.signIn(again: phone, "better")
            let devices = try await client.call(ListDevices.self, Nothing(), session: again).devices
            #expect(devices.map(\.id) == [phone.opened.device, tablet.opened.device])
            _ = try await client.signIn(again: tablet, "better")
        }
    }

    @Test func `devices that an older one of a thief takes back again and again do not gather`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let (phone, tablet, contact) = try await Self.owner(client, service)
            let old = try await Self.come(client, suspending: [])
            for round in 0..<30 {
                service.clock.advance(3_600)
                let password = round == 0 ? TestClient.password : "mine \(round - 1)"
                let young = try await client.signIn(
                    TestClient.ada,
                    "paper",
                    device: .new(name: "Guest"),
                    with: .recoveryCode
                )
                let session = try await client.signIn(again: young, password)
                var suspended = [old]
                if round == 0 { suspended += [phone, tablet] }
                for other in suspended { try await client.revoke(other.opened.device, in: session) }
                let back = try await client.takeBack(old, password)
                _ = try await client.takeBack(old, "paper", with: .recoveryCode)
                try await client.finishTakingBack(back, password: "mine \(round)", key: nil)
            }
            #expect(try await service.count("device") <= 4)
            #expect(try await service.count("replaced") <= 100)
            let back = try await client.takeBack(phone)
            try await client.showContact(contact, in: back, service)
            try await client.finishTakingBack(back, password: "better", key: nil)
            let again = try await client.signIn(again: phone, "better")
            let devices = try await client.call(ListDevices.self, Nothing(), session: again).devices
            #expect(devices.map(\.id) == [phone.opened.device, tablet.opened.device])
        }
    }

    /// Has a thief's device change the password as often as the service lets it; returns the last one.
    private static func flood(_ client: TestClient, _ service: TestService, _ thief: TestSession) async throws -> String
    {
        var session = thief
        for number in 0..<180 {
            if number % 30 == 0 {
                // The budget of an hour, and every third time that of a day.
                service.clock.advance(number % 90 == 0 ? 86_400 : 3_600)
                let password = number == 0 ? TestClient.password : "mine \(number - 1)"
                _ = try await client.signIn(again: thief, "paper", with: .recoveryCode)
                session = TestSession(try await client.signIn(again: thief, password), deviceOf: thief)
            }
            try await client.changePassword(to: "mine \(number)", in: session)
        }
        return "mine 179"
    }

    @Test func `countless new passwords leave few acts, and the owner keeps every earlier secret`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let (phone, tablet, contact) = try await Self.owner(client, service)
            let thief = try await Self.come(client, suspending: [phone, tablet])
            _ = try await Self.flood(client, service, thief)
            #expect(try await service.count("replaced") <= 100)
            for secret in [TestClient.password] + (0..<9).map({ "mine \($0)" }) {
                _ = try await client.takeBack(phone, secret)
            }
            let back = try await client.takeBack(phone)
            let found = try await client.call(ReadTakingBack.self, Nothing(), session: back)
            #expect(!found.isEnough && found.contacts.map(\.id) == [contact])
            try await client.showContact(contact, in: back, service)
            try await client.finishTakingBack(back, password: "better", key: nil)
            let again = TestSession(try await client.signIn(again: phone, "better"), deviceOf: phone)
            let devices = try await client.call(ListDevices.self, Nothing(), session: again).devices
            #expect(devices.map(\.id) == [phone.opened.device, tablet.opened.device])
            try await client.changePassword(to: "best", in: again)
        }
    }

    @Test func `two devices of a thief in turn leave few acts as well, and both go`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let (phone, tablet, contact) = try await Self.owner(client, service)
            let thieves = [
                try await Self.come(client, suspending: [phone, tablet]), try await Self.come(client, suspending: []),
            ]
            for number in 0..<160 {
                if number % 30 == 0 { service.clock.advance(number % 90 == 0 ? 86_400 : 3_600) }
                let (thief, password) = (thieves[number % 2], number == 0 ? TestClient.password : "mine \(number - 1)")
                _ = try await client.signIn(again: thief, "paper", with: .recoveryCode)
                let session = try await client.signIn(again: thief, password)
                try await client.changePassword(to: "mine \(number)", in: session)
            }
            #expect(try await service.count("replaced") <= 100)
            let back = try await client.takeBack(phone, "mine 5")
            try await client.showContact(contact, in: back, service)
            try await client.finishTakingBack(back, password: "better", key: nil)
            let again = try await client.signIn(again: phone, "better")
            let devices = try await client.call(ListDevices.self, Nothing(), session: again).devices
            #expect(devices.map(\.id) == [phone.opened.device, tablet.opened.device])
        }
    }

    @Test func `a thief's acts keep a new phone of the owner's from nothing`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let (_, _, _) = try await Self.owner(client, service)
            let thief = try await Self.come(client, suspending: [])
            let password = try await Self.flood(client, service, thief)
            service.clock.advance(86_400)
            // The owner has read the password over the thief's shoulder.
            let new = try await client.signInSettled(TestClient.ada, password, reading: service)
            try await client.revoke(thief.opened.device, in: new)
            try await client.changePassword(to: "better", in: new)
            try await client.makeCode("new paper", in: new)
        }
    }

    @Test func `where a thousand acts are kept none begins, but devices are removed and the account is taken back`()
        async throws
    {
        let service = try await TestService()
        try await service.run { client in
            let (phone, tablet, contact) = try await Self.owner(client, service)
            let thief = try await Self.come(client, suspending: [phone])
            try await Self.fill(service, account: phone.opened.account, like: thief)
            let mine = try await client.signIn(again: thief)
            try await expectProblem(.tooManyChanges) { try await client.changePassword(to: "mine", in: mine) }
            try await client.revoke(tablet.opened.device, in: mine)
            let back = try await client.takeBack(phone)
            try await client.showContact(contact, in: back, service)
            try await client.finishTakingBack(back, password: "better", key: nil)
            #expect(try await service.count("replaced") < 10)
            let again = TestSession(try await client.signIn(again: phone, "better"), deviceOf: phone)
            try await client.changePassword(to: "best", in: again)
        }
    }

    /// So many devices of the account, each with an act of its own.
    static func fill(
        _ service: TestService,
        account: AccountID,
        like thief: TestSession,
        count: Int = 1000
    ) async throws {
        let device = try #require(thief.opened.device).rawValue
        try await service.database.write { transaction in
            for number in 1000..<1000 + count {
                let id = String(repeating: "0", count: 28) + String(number)
                try transaction.execute(
                    """
                    INSERT INTO device (id, account, name, secret, last_step, added, last_used, place, settled)
                        SELECT $1, account, name, secret, 0, added, added, $2, settled FROM device WHERE id = $3
                    """,
                    [.text(id), .integer(Int64(number)), .text(device)]
                )
                try transaction.execute(
                    """
                    INSERT INTO replaced (id, account, number, actor, actor_place, shown, state, at, expires, contacts)
                        SELECT $1, account, $2, $1, $2, '', state, at, expires, '' FROM replaced WHERE actor = $3
                    """,
                    [.text(id), .integer(Int64(number)), .text(device)]
                )
            }
        }
    }

    @Test func `a suspended device is removed for good by an older one, and by no younger one`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let (phone, tablet, _) = try await Self.owner(client, service)
            let young = try await Self.come(client, suspending: [tablet])
            try await expectProblem(.noSuchDevice) { try await client.revoke(tablet.opened.device, in: young) }
            let first = try await client.signIn(again: phone)
            try await client.revoke(tablet.opened.device, in: first)
            let id = try #require(tablet.opened.device).rawValue
            #expect(try await service.count("device WHERE id = '\(id)'") == 0)
        }
    }
}
