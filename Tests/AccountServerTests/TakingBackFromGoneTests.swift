import AccountAPI
import AccountServer
import Encodings
import Foundation
import SQLDatabase
import Testing

/// However many devices someone brings, one after the other, little is kept of what they did, and the first of it least
/// of all goes.
@Suite struct TakingBackFromGoneTests {
    private static let key = TakingBackTests.key
    private static let devices = 130
    private static let kept: Int64 = 100

    /// An account with a contact, a recovery code and a backup.
    private static func owner(
        _ client: TestClient,
        _ service: TestService
    ) async throws -> (session: TestSession, contact: ContactID) {
        let owner = try await client.registered()
        let contact = try await client.addVerified(.email, TakingBackTests.mail, in: owner, service).contact
        try await client.createBackup(BackupTests.id, key: key, in: owner)
        try await BackupTests.advance(client, owner, BackupTests.head(1))
        let again = TestSession(try await client.signIn(again: owner), deviceOf: owner)
        try await client.makeCode("paper", in: again, wrapping: key)
        return (again, contact)
    }

    /// A new device with the recovery code and the password, which acts and removes itself.
    private static func come(
        _ client: TestClient,
        _ password: String = TestClient.password,
        _ act: (TestSession) async throws -> Void = { _ in }
    ) async throws {
        let new = try await client.signIn(TestClient.ada, "paper", device: .new(name: "Guest"), with: .recoveryCode)
        let session = try await client.signIn(again: new, password)
        _ = try await client.call(DeleteBackup.self, .init(id: BackupTests.id), session: session)
        _ = try await client.call(RestoreBackup.self, .init(id: BackupTests.id), session: session)
        try await act(session)
        try await client.revoke(new.opened.device, in: session)
    }

    private static func contacts(_ client: TestClient, _ session: TestSession) async throws -> Set<ContactID> {
        Set(try await client.contacts(in: session).map(\.id))
    }

    @Test func `devices without number leave few acts, and the owner what there was before the first`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let (owner, contact) = try await Self.owner(client, service)
            for number in 1...Self.devices {
                try await Self.come(client, number <= 10 ? TestClient.password : "mine") { session in
                    switch number {
                    case 1: try await client.addVerified(.email, "eve@example.net", in: session, service)
                    case 2: try await client.remove(contact, in: session)
                    case 10: try await client.changePassword(to: "mine", in: session, wrapping: Self.key)
                    case 110: try await BackupTests.advance(client, owner, BackupTests.head(2, hash: 9))
                    case 120: try await client.revoke(owner.opened.device, in: session)
                    default: break
                    }
                }
            }
            #expect(try await service.count("replaced") <= Self.kept)
            let back = try await client.takeBack(owner)
            let found = try await client.call(ReadTakingBack.self, Nothing(), session: back)
            #expect(!found.isEnough && found.contacts.map(\.id) == [contact])
            try await client.showContact(contact, in: back, service)
            try await client.finishTakingBack(back, password: "better", key: Self.key)
            let again = try await client.signIn(again: owner, "better")
            #expect(try await Self.contacts(client, again) == [contact])
            let backup = try #require(try await client.backup(in: again))
            #expect(backup.head == BackupTests.head(2, hash: 9) && backup.deleted == nil)
            let devices = try await client.call(ListDevices.self, Nothing(), session: again).devices
            #expect(devices.map(\.id) == [owner.opened.device])
            _ = try await client.signIn(again: owner, "paper", with: .recoveryCode)
        }
    }

    @Test func `a device that came between undoes only what came after it, and the owner undoes everything`()
        async throws
    {
        let service = try await TestService()
        try await service.run { client in
            let (owner, contact) = try await Self.owner(client, service)
            for number in 1...60 {
                try await Self.come(client) { session in
                    guard number == 1 else { return }
                    try await client.addVerified(.email, "eve@example.net", in: session, service)
                }
            }
            service.clock.advance(1)
            let tablet = try await TakingBackInTurnTests.settled(client, service, "Tablet")
            let there = try await Self.contacts(client, tablet)
            service.clock.advance(1)
            for number in 1...60 {
                try await Self.come(client) { session in
                    guard number == 1 else { return }
                    try await client.addVerified(.email, "mallory@example.net", in: session, service)
                }
            }
            #expect(try await service.count("replaced") <= Self.kept)
            let back = try await client.takeBack(tablet)
            try await client.showContact(contact, in: back, service)
            try await client.finishTakingBack(back, password: "better", key: Self.key)
            let again = try await client.signIn(again: tablet, "better")
            #expect(there.count == 2)
            #expect(try await Self.contacts(client, again) == there)
            let owners = try await client.takeBack(owner)
            try await client.showContact(contact, in: owners, service)
            try await client.finishTakingBack(owners, password: "best", key: Self.key)
            #expect(try await Self.contacts(client, try await client.signIn(again: owner, "best")) == [contact])
        }
    }

    @Test func `a secret that was set by a device which is gone takes the account back all the same`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let (owner, _) = try await Self.owner(client, service)
            func change(to password: String) -> (TestSession) async throws -> Void {
                { _ = try await client.changePassword(to: password, in: $0, wrapping: Self.key) }
            }
            try await Self.come(client, TestClient.password, change(to: "second"))
            try await Self.come(client, "second", change(to: "mine"))
            // Acts of devices that stay are kept with no other one, so those that are gone are looked for.
            for _ in 0..<5 {
                let new = try await client.signIn(
                    TestClient.ada,
                    "paper",
                    device: .new(name: "Guest"),
                    with: .recoveryCode
                )
                let session = try await client.signIn(again: new, "mine")
                for _ in 0..<20 {
                    _ = try await client.call(DeleteBackup.self, .init(id: BackupTests.id), session: session)
                    _ = try await client.call(RestoreBackup.self, .init(id: BackupTests.id), session: session)
                }
            }
            #expect(try await service.count("replaced") == Self.kept)
            for secret in [TestClient.password, "second"] { _ = try await client.takeBack(owner, secret) }
        }
    }

    @Test func `few acts of devices that are gone are kept each for itself`() async throws {
        let service = try await TestService()
        try await service.run { client in
            _ = try await Self.owner(client, service)
            let before = try await service.count("replaced")
            for _ in 0..<30 { try await Self.come(client) }
            #expect(try await service.count("replaced") == before + 30)
        }
    }

    @Test func `an act that is kept with another one makes none of the earlier ones last longer`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let (owner, _) = try await Self.owner(client, service)
            let thief = try await TakingBackInTurnTests.settled(client, service, "Thief")
            let device = try #require(thief.opened.device).rawValue
            let first = "replaced WHERE number = (SELECT min(number) FROM replaced WHERE actor = '\(device)')"
            var mine = try await client.signIn(again: thief)
            func act() async throws {
                _ = try await client.call(DeleteBackup.self, .init(id: BackupTests.id), session: mine)
                _ = try await client.call(RestoreBackup.self, .init(id: BackupTests.id), session: mine)
            }
            for _ in 0..<25 { try await act() }
            let came = Int64(service.clock.now.timeIntervalSince1970 * 1000)
            #expect(try await service.count("\(first) AND last IS NULL") == 1)
            service.clock.advance(29 * 86_400)
            mine = try await client.signIn(again: thief)
            try await act()
            service.clock.advance(2 * 86_400)
            await service.service.keepHouse()
            // What was renewed is the last of them; the others are forgotten in their own time.
            #expect(try await service.count("replaced WHERE actor = '\(device)'") == 1)
            #expect(try await service.count("replaced WHERE actor = '\(device)' AND last > \(came)") == 1)
            let number = try await service.database.read { transaction in
                try transaction.row("SELECT max(number) AS number FROM replaced")?.integer("number")
            }
            #expect(try await service.count("replaced WHERE number = \(number ?? 0) AND actor = '\(device)'") == 1)
            _ = try await client.takeBack(owner)
        }
    }
}
