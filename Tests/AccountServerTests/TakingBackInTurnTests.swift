import AccountAPI
import AccountServer
import Encodings
import Foundation
import OPAQUE
import SQLDatabase
import Testing

/// What a device that took the account back has done, an older one takes back in turn.
@Suite struct TakingBackInTurnTests {
    private static let key = TakingBackTests.key

    /// A device that is settled from now on, as by an approval of the first one.
    static func settled(_ client: TestClient, _ service: TestService, _ name: String) async throws
        -> TestSession
    {
        let session = try await client.signIn(device: .new(name: name))
        let id = try #require(session.opened.device).rawValue
        let now = Int64(service.clock.now.timeIntervalSince1970 * 1000)
        try await service.database.write { transaction in
            try transaction.execute("UPDATE device SET settled = $1 WHERE id = $2", [.integer(now), .text(id)])
        }
        return session
    }

    private static func names(_ client: TestClient, _ session: TestSession) async throws -> [String] {
        try await client.call(ListDevices.self, Nothing(), session: session).devices.map(\.name)
    }

    /// An owner with a contact, and the two settled devices of a thief.
    private static func ownerAndThief(
        _ client: TestClient,
        _ service: TestService
    ) async throws -> (owner: TestSession, contact: ContactID, one: TestSession, two: TestSession) {
        let owner = try await client.registered()
        let contact = try await client.addVerified(.email, TakingBackTests.mail, in: owner, service).contact
        let one = try await client.settled(service, name: "One")
        return (owner, contact, one, try await client.settled(service, name: "Two"))
    }

    private static func expectNothingLeft(_ client: TestClient, _ device: TestSession, _ passwords: [String])
        async throws
    {
        for password in passwords {
            await #expect(throws: OPAQUEError.wrongPassword, "\(password)") {
                try await client.takeBack(device, password)
            }
        }
    }

    @Test func `a stolen old phone undoes the owner's new password, and the owner's older device undoes that`()
        async throws
    {
        let service = try await TestService()
        try await service.run { client in
            let laptop = try await client.registered()
            try await client.createBackup(TakingBackTests.backup, key: Self.key, in: laptop)
            let stolen = try await Self.settled(client, service, "Stolen phone")
            let phone = try await client.signIn(again: try await Self.settled(client, service, "New phone"))
            let exportKey = try await client.changePassword(to: "better", in: phone, wrapping: Self.key)
            try await client.finishTakingBack(try await client.takeBack(stolen), password: "mine", key: Self.key)
            await #expect(throws: OPAQUEError.wrongPassword) { try await client.signIn(again: laptop, "better") }
            // Someone who takes the account back puts the older device out of nothing, even by removing it.
            let mine = TestSession(try await client.signIn(again: stolen, "mine"), deviceOf: stolen)
            try await client.revoke(laptop.opened.device, in: mine)

            let back = try await client.takeBack(laptop, "better")
            let found = try await client.call(ReadTakingBack.self, Nothing(), session: back)
            #expect(found.actorName == "Stolen phone" && found.isEnough && found.actorShown == [.password, .device])
            #expect(found.parts == [.password, .devices])
            #expect(found.backup?.wrappedKey == Bytes(Self.key.wrapped(under: exportKey)))
            try await client.finishTakingBack(back, password: "best", key: Self.key)
            let again = try await client.signIn(again: laptop, "best")
            #expect(try await Self.names(client, again) == ["Ada's old phone"])
            #expect(try await client.backup(in: again)?.wrappedKey == Bytes(Self.key.wrapped(under: again.exportKey)))
            await #expect(throws: OPAQUEError.wrongPassword) { try await client.signIn(again: stolen, "mine") }
            try await Self.expectNothingLeft(client, stolen, [TestClient.password, "better", "mine"])
        }
    }

    @Test func `of a thief's two devices the older one puts nothing out of reach by taking back`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let (owner, contact, one, two) = try await Self.ownerAndThief(client, service)
            try await client.addVerified(.email, "eve@example.net", in: two, service)
            try await client.remove(contact, in: two)
            try await client.changePassword(to: "mine", in: two)
            let back = try await client.takeBack(one)
            try await client.showContact(contact, in: back, service)
            try await client.finishTakingBack(back, password: "mine too", key: nil)
            try await client.revoke(owner.opened.device, in: try await client.signIn(again: one, "mine too"))

            // The owner knows no other password than the one before all of it.
            let owners = try await client.takeBack(owner)
            try await client.showContact(contact, in: owners, service)
            try await client.finishTakingBack(owners, password: "better", key: nil)
            let again = try await client.signIn(again: owner, "better")
            #expect(try await Self.names(client, again) == ["Ada's old phone"])
            #expect(try await client.contacts(in: again).map(\.id) == [contact])
        }
        #expect(try await service.count("replaced WHERE actor_place > 1") == 0)
    }

    @Test func `what a thief did before its older device took back is undone with that`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let (owner, contact, one, two) = try await Self.ownerAndThief(client, service)
            try await client.makeCode("paper", in: owner)
            // Under the password that stays: the state before taking back has the thief's contact.
            try await client.addVerified(.email, "eve@example.net", in: two, service)
            try await client.remove(contact, in: two)
            try await client.revoke(one.opened.device, in: two)
            let back = try await client.takeBack(one)
            try await client.showContact(contact, in: back, service)
            try await client.finishTakingBack(back, password: "mine", key: nil)
            let owners = try await client.takeBack(owner)
            try await client.showContact(contact, in: owners, service)
            try await client.finishTakingBack(owners, password: "better", key: nil)
            let again = try await client.signIn(again: owner, "better")
            #expect(try await client.contacts(in: again).map(\.id) == [contact])
        }
    }

    @Test func `neither a younger device nor one that was not settled then undoes it, nor the same one twice`()
        async throws
    {
        let service = try await TestService()
        try await service.run { client in
            let first = try await client.registered()
            // Older than the one that takes back, and not settled yet.
            try await client.makeCode("paper", in: first)
            let late = try await client.signIn(
                TestClient.ada,
                "paper",
                device: .new(name: "Late"),
                with: .recoveryCode
            )
            let taker = try await Self.settled(client, service, "Taker")
            let younger = try await Self.settled(client, service, "Younger")
            let actor = try await client.signIn(again: try await Self.settled(client, service, "Actor"))
            try await client.changePassword(to: "other", in: actor)
            try await client.finishTakingBack(try await client.takeBack(taker), password: "better", key: nil)
            let passwords = [TestClient.password, "other", "better"]
            for device in [taker, younger] { try await Self.expectNothingLeft(client, device, passwords) }
            await service.pass(days: 8)
            let again = try await client.signIn(again: taker, "better")
            let devices = try await client.call(ListDevices.self, Nothing(), session: again).devices
            #expect(devices.allSatisfy { $0.settles == nil } && devices.contains { $0.name == "Late" })
            try await Self.expectNothingLeft(client, late, passwords)
            // The first device could have undone the one act with the password of before, and can undo both with either.
            _ = try await client.takeBack(first)
            _ = try await client.takeBack(first, "other")
        }
    }

    @Test func `after 30 days nobody takes it back in turn`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let first = try await client.registered()
            let taker = try await Self.settled(client, service, "Taker")
            let actor = try await client.signIn(again: try await Self.settled(client, service, "Actor"))
            try await client.changePassword(to: "other", in: actor)
            service.clock.advance(20 * 86_400)
            try await client.finishTakingBack(try await client.takeBack(taker), password: "better", key: nil)
            service.clock.advance(20 * 86_400)
            // The act of the younger one is forgotten in its own time, and that of the other in its own.
            try await Self.expectNothingLeft(client, first, [TestClient.password])
            _ = try await client.takeBack(first, "other")
            service.clock.advance(10 * 86_400)
            try await Self.expectNothingLeft(client, first, [TestClient.password, "other"])
        }
    }
}
