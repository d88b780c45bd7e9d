import AccountAPI
import AccountServer
import SQLDatabase
import Testing

/// A contact that someone has added raises no bar for whoever puts that one out, and opens nothing.
@Suite struct TakingBackOwnContactTests {
    private static let eve = "eve@example.net"

    private static func read(_ client: TestClient, _ session: TestSession) async throws -> ReadTakingBack.Response {
        try await client.call(ReadTakingBack.self, Nothing(), session: session)
    }

    /// An account with a contact, and someone in it with its password and a settled device, but without the mailbox.
    private static func ownerAndThief(
        _ client: TestClient,
        _ service: TestService
    ) async throws -> (owner: TestSession, contact: ContactID, thief: TestSession) {
        let owner = try await client.registered()
        let contact = try await client.addVerified(.email, TakingBackTests.mail, in: owner, service).contact
        let thief = try await TakingBackInTurnTests.settled(client, service, "Thief")
        return (owner, contact, TestSession(try await client.signIn(again: thief), deviceOf: thief))
    }

    @Test(arguments: [false, true])
    func `a thief's own contact, shown by code or by letter, asks nothing more of the owner`(
        isLetter: Bool
    ) async throws {
        let service = try await TestService()
        try await service.run { client in
            let (owner, contact, thief) = try await Self.ownerAndThief(client, service)
            let added = try await client.addVerified(.email, Self.eve, in: thief, service)
            if isLetter {
                _ = try await client.call(RequestLetter.self, .init(username: TestClient.ada))
                try await service.service.sendLetters()
                let code = try #require(service.sent.letter(to: Self.eve))
                let again = try await client.signIn(again: thief, letter: code)
                try await client.changePassword(to: "mine", in: again)
            } else {
                _ = try await client.prove(by: added, in: thief, service)
                try await client.changePassword(to: "mine", in: thief)
            }
            let back = try await client.takeBack(owner)
            let found = try await Self.read(client, back)
            #expect(found.isEnough && found.actorShown == [.password, .device])
            try await client.finishTakingBack(back, password: "better", key: nil)
            let again = try await client.signIn(again: owner, "better")
            #expect(try await client.contacts(in: again).map(\.id) == [contact])
        }
    }

    @Test(arguments: [false, true])
    func `a device that has shown an earlier contact stays safe, even next to a contact of its own`(
        isLetter: Bool
    ) async throws {
        let service = try await TestService()
        try await service.run { client in
            let (partner, contact, first) = try await Self.ownerAndThief(client, service)
            var phone = first
            if isLetter {
                _ = try await client.call(RequestLetter.self, .init(username: TestClient.ada))
                try await service.service.sendLetters()
                let code = try #require(service.sent.letter(to: TakingBackTests.mail))
                phone = try await client.signIn(again: first, letter: code)
            } else {
                try await client.showContact(in: phone, service)
            }
            try await client.addVerified(.email, "ada@second.example", in: phone, service)
            try await client.changePassword(to: "better", in: phone)
            let back = try await client.takeBack(partner)
            let found = try await Self.read(client, back)
            #expect(!found.isEnough && found.evidence.possible == [.contact])
            #expect(found.contacts.map(\.id) == [contact])
        }
    }

    @Test func `if it was not noted which contact was shown, any earlier one counts, as it did`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let (partner, contact, phone) = try await Self.ownerAndThief(client, service)
            try await client.showContact(in: phone, service)
            try await service.database.write { try $0.execute("UPDATE contact_shown SET contacts = '?'", []) }
            try await client.addVerified(.email, "ada@second.example", in: phone, service)
            try await client.changePassword(to: "better", in: phone)
            try await service.database.write { transaction in
                try transaction.execute("UPDATE replaced SET contacts = NULL, backup = NULL WHERE number = 1", [])
            }
            let found = try await Self.read(client, try await client.takeBack(partner))
            #expect(!found.isEnough && found.contacts.map(\.id) == [contact])
        }
    }

    @Test func `a contact that was shown before an act proves nothing once more is undone`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let (owner, _, one) = try await Self.ownerAndThief(client, service)
            let tablet = try await TakingBackInTurnTests.settled(client, service, "Tablet")
            try await client.showContact(in: one, service)
            let added = try await client.addVerified(.email, Self.eve, in: one, service).contact
            service.clock.advance(60)
            let guest = try await client.signIn(device: .new(name: "Guest"))
            try await client.revoke(tablet.opened.device, in: guest)
            let back = try await client.takeBack(owner)
            try await client.showContact(added, in: back, service)
            #expect(try await Self.read(client, back).evidence.shown == [.password, .contact])
            service.clock.advance(60)
            try await client.revoke(guest.opened.device, in: one)
            try await client.addVerified(.email, "eve@second.example", in: one, service)
            let found = try await Self.read(client, back)
            #expect(!found.isEnough && found.evidence.shown == [.password] && found.evidence.possible == [.contact])
        }
    }

    @Test func `a contact that replaces the one that was shown protects the person who typed its code`()
        async throws
    {
        let service = try await TestService()
        try await service.run { client in
            let (partner, contact, phone) = try await Self.ownerAndThief(client, service)
            try await client.showContact(in: phone, service)
            let other = try await client.addVerified(.email, "ada@second.example", in: phone, service).contact
            try await client.remove(contact, in: phone)
            service.clock.advance(31 * 86_400)
            await service.service.keepHouse()
            try await client.changePassword(to: "better", in: try await client.signIn(again: phone))
            let back = try await client.takeBack(partner)
            let found = try await Self.read(client, back)
            #expect(!found.isEnough && found.contacts.map(\.id) == [other])
        }
    }
}
