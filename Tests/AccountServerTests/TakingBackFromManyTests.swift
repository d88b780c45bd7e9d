import AccountAPI
import AccountServer
import Encodings
import Foundation
import SQLDatabase
import Testing

/// Taking an account back from someone who has more than one device in it.
@Suite struct TakingBackFromManyTests {
    private static let mail = "ada.lovelace@example.org"
    private static let key = TestKey(name: "before")

    @Test func `a thief's second device hides nothing of what there was before, and stays no longer`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let owner = try await client.registered()
            let contact = try await client.addVerified(.email, Self.mail, in: owner, service).contact
            try await client.createBackup(TakingBackTests.backup, key: Self.key, in: owner)
            let (one, two) = (
                try await client.settled(service, name: "One"), try await client.settled(service, name: "Two")
            )
            // One puts a contact in the place of the owner's; two sets a password and removes the owner's device.
            try await client.addVerified(.email, "eve@example.net", in: one, service)
            try await client.remove(contact, in: one)
            try await client.changePassword(to: "mine", in: two, wrapping: Self.key)
            let mine = try await client.signIn(again: two, "mine")
            try await client.revoke(owner.opened.device, in: mine)
            let back = try await client.takeBack(owner)
            let found = try await client.call(ReadTakingBack.self, Nothing(), session: back)
            #expect(found.contacts.map(\.id) == [contact] && !found.isEnough)
            try await client.showContact(contact, in: back, service)
            try await client.finishTakingBack(back, password: "better", key: Self.key)
            let again = try await client.signIn(again: owner, "better")
            #expect(try await client.contacts(in: again).map(\.id) == [contact])
            let devices = try await client.call(ListDevices.self, Nothing(), session: again).devices
            #expect(devices.map(\.id) == [owner.opened.device])
        }
    }

    @Test(arguments: [1, 20, 40, 400])
    func `a device that was confirmed by mail is safe from the old password alone, however long ago`(
        days: Int
    ) async throws {
        let service = try await TestService()
        try await service.run { client in
            let partner = try await client.registered()
            try await client.addVerified(.email, Self.mail, in: partner, service)
            let phone = try await client.settled(service, name: "Phone")
            // Housekeeping comes by each day, as it does in a service that runs.
            for _ in 0..<days {
                service.clock.advance(86_400)
                if days < 100 { await service.service.keepHouse() }
            }
            await service.service.keepHouse()
            // The password and the settled device are enough for the change; the mailbox is not asked for again.
            try await client.changePassword(to: "better", in: try await client.signIn(again: phone))
            let again = try await client.signIn(again: phone, "better")
            try await client.revoke(partner.opened.device, in: again)
            let back = try await client.takeBack(partner)
            let found = try await client.call(ReadTakingBack.self, Nothing(), session: back)
            #expect(!found.isEnough && found.evidence.possible == [.contact])
            try await expectProblem(.evidenceNeeded) {
                try await client.finishTakingBack(back, password: "old", key: nil)
            }
        }
    }

    @Test func `taking the account back makes no device forget that it had shown a contact`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let partner = try await client.registered()
            try await client.addVerified(.email, Self.mail, in: partner, service)
            let phone = try await client.settled(service, name: "Phone")
            let thief = try await client.signIn(device: .new(name: "Thief"))
            try await client.revoke(phone.opened.device, in: thief)
            // The old password is enough against someone who had nothing else; the mailbox is not asked for again.
            try await client.finishTakingBack(try await client.takeBack(phone), password: "better", key: nil)
            service.clock.advance(31 * 86_400)
            try await client.changePassword(to: "best", in: try await client.signIn(again: phone, "better"))
            try await Self.expectRefused(client, partner, "better")
        }
    }

    @Test func `a contact that a device shows to take the account back counts against old passwords from then on`()
        async throws
    {
        let service = try await TestService()
        try await service.run { client in
            let partner = try await client.registered()
            let contact = try await client.addVerified(.email, Self.mail, in: partner, service).contact
            let phone = try await client.signIn(device: .new(name: "Phone"))
            // As an approval on the first device settles it: it has never shown the mailbox.
            let now = Int64(service.clock.now.timeIntervalSince1970 * 1000)
            try await service.database.write { transaction in
                let id = try #require(phone.opened.device).rawValue
                try transaction.execute("UPDATE device SET settled = $1 WHERE id = $2", [.integer(now), .text(id)])
            }
            let thief = try await client.settled(service, name: "Thief")
            try await client.changePassword(to: "mine", in: thief)
            let back = try await client.takeBack(phone)
            try await client.showContact(contact, in: back, service)
            try await client.finishTakingBack(back, password: "better", key: nil)
            // Nor does that stand for a proof of now.
            let again = try await client.signIn(again: phone, "better")
            let standing = try await client.call(ReadAccount.self, Nothing(), session: again).standing
            #expect(standing?.evidence.shown == [.password, .device])
            service.clock.advance(31 * 86_400)
            try await client.changePassword(to: "best", in: try await client.signIn(again: phone, "better"))
            try await Self.expectRefused(client, partner, "better")
        }
    }

    /// Expects that an old password alone takes nothing back.
    private static func expectRefused(_ client: TestClient, _ device: TestSession, _ password: String) async throws {
        let back = try await client.takeBack(device, password)
        let found = try await client.call(ReadTakingBack.self, Nothing(), session: back)
        #expect(!found.isEnough && found.evidence.possible == [.contact])
        try await expectProblem(.evidenceNeeded) {
            try await client.finishTakingBack(back, password: "old", key: nil)
        }
    }

    @Test func `a device that was not settled when the owner acted undoes nothing once it is`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let owner = try await client.registered()
            let thief = try await client.signIn(device: .new(name: "Thief"))
            let new = try await client.signIn(device: .new(name: "Phone"))
            // As an approval on the first device settles it.
            let now = Int64(service.clock.now.timeIntervalSince1970 * 1000)
            try await service.database.write { transaction in
                let id = try #require(new.opened.device).rawValue
                try transaction.execute("UPDATE device SET settled = $1 WHERE id = $2", [.integer(now), .text(id)])
            }
            let phone = try await client.signIn(again: new)
            try await client.changePassword(to: "better", in: phone)
            await service.pass(days: 8)
            _ = try await client.call(ListDevices.self, Nothing(), session: owner)
            await #expect(throws: (any Error).self) { try await client.takeBack(thief) }
            _ = try await client.signIn(again: new, "better")
            // What was done before it settled stays out of its reach; the oldest device of all has it in reach.
            _ = try await client.takeBack(owner)
        }
    }

    @Test func `what a device has shown goes with the device`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let owner = try await client.registered()
            try await client.addVerified(.email, Self.mail, in: owner, service)
            let rows = try await service.count("evidence")
            let phone = try await client.settled(service, name: "Phone")
            #expect(try await service.count("evidence") > rows)
            let here = try await client.signIn(again: owner)
            try await client.revoke(phone.opened.device, in: here)
            let left = try await service.database.read { transaction in
                try transaction.rows(
                    "SELECT 1 FROM evidence WHERE holder NOT IN (SELECT id FROM device)"
                        + " AND holder NOT IN (SELECT id FROM session)",
                    []
                ).count
            }
            #expect(left == 0)
        }
    }

    @Test func `an older device needs the mailbox if a newer one had shown it, whichever began`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let partner = try await client.registered()
            try await client.addVerified(.email, Self.mail, in: partner, service)
            let laptop = try await client.settled(service, name: "Laptop")
            service.clock.advance(40 * 86_400)
            let there = try await client.signIn(again: laptop)
            try await client.changePassword(to: "better", in: there)
            let phone = try await client.signInSettled(TestClient.ada, "better", reading: service)
            try await client.revoke(partner.opened.device, in: phone)
            let back = try await client.takeBack(partner)
            let found = try await client.call(ReadTakingBack.self, Nothing(), session: back)
            #expect(!found.isEnough && found.evidence.possible == [.contact])
            try await expectProblem(.evidenceNeeded) {
                try await client.finishTakingBack(back, password: "old", key: nil)
            }
            _ = try await client.call(ListDevices.self, Nothing(), session: phone)
        }
    }
}
