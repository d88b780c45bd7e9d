import AccountAPI
import AccountServer
import Encodings
import SQLDatabase
import Testing

/// However often someone acts, little is kept of it, and the first of it least of all goes.
@Suite struct TakingBackFromManyActsTests {
    private static let key = TakingBackTests.key
    private static let kept: Int64 = 20

    @Test func `deleting what is deleted, or never was, keeps nothing`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let owner = try await client.registered()
            try await client.addVerified(.email, TakingBackTests.mail, in: owner, service)
            try await client.createBackup(BackupTests.id, key: Self.key, in: owner)
            let thief = try await client.settled(service)
            let before = try await service.count("replaced")
            for id in [BackupTests.other, BackupTests.id, BackupTests.id, BackupTests.other, BackupTests.id] {
                let found = try await problem {
                    try await client.call(DeleteBackup.self, .init(id: id), session: thief)
                }
                #expect(found == (id == BackupTests.id ? nil : .noSuchBackup))
            }
            #expect(try await service.count("replaced") == before + 1)
        }
    }

    @Test func `acting over and over fills nothing, and pushes out nothing of what there was`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let owner = try await client.registered()
            let contact = try await client.addVerified(.email, TakingBackTests.mail, in: owner, service).contact
            try await client.createBackup(BackupTests.id, key: Self.key, in: owner)
            try await BackupTests.advance(client, owner, BackupTests.head(1))
            let thief = try await client.settled(service)
            let device = try #require(thief.opened.device).rawValue
            for _ in 0..<40 {
                _ = try await client.call(DeleteBackup.self, .init(id: BackupTests.id), session: thief)
                _ = try await client.call(RestoreBackup.self, .init(id: BackupTests.id), session: thief)
            }
            #expect(try await service.count("replaced WHERE actor = '\(device)'") == Self.kept)
            // What comes after all that is in reach as well: heads, contacts, the password.
            try await BackupTests.advance(client, owner, BackupTests.head(2, hash: 9))
            try await client.addVerified(.email, "eve@example.net", in: thief, service)
            try await client.remove(contact, in: thief)
            service.clock.advance(60)
            let friend = try await client.signIn(device: .new(name: "Friend"))
            try await client.createBackup(
                BackupTests.other,
                key: TestKey(name: "thief"),
                in: thief,
                replacing: BackupTests.id
            )
            try await client.changePassword(to: "mine", in: thief, wrapping: TestKey(name: "thief"))
            #expect(try await service.count("replaced WHERE actor = '\(device)'") == Self.kept)
            let mine = try await client.signIn(again: thief, "mine")
            for number in 0..<3 { try await client.changePassword(to: "mine \(number)", in: mine, wrapping: Self.key) }
            #expect(try await service.count("replaced WHERE actor = '\(device)'") == Self.kept + 3)

            let back = try await client.takeBack(owner)
            try await client.showContact(contact, in: back, service)
            try await client.finishTakingBack(back, password: "better", key: Self.key)
            let again = try await client.signIn(again: owner, "better")
            #expect(try await client.contacts(in: again).map(\.id) == [contact])
            #expect(try await client.backup(in: again)?.head == BackupTests.head(2, hash: 9))
            let devices = try await client.call(ListDevices.self, Nothing(), session: again).devices
            #expect(devices.map(\.id) == [owner.opened.device])
            await #expect(throws: Problem.self) { try await client.signIn(again: friend, "better") }
        }
        #expect(try await service.count("replaced") == 0, "what the first device does is nobody's to take back")
    }

    @Test func `a device that settles between two acts undoes the later one, however many came before`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let first = try await client.registered()
            let contact = try await client.addVerified(.email, TakingBackTests.mail, in: first, service).contact
            try await client.createBackup(BackupTests.id, key: Self.key, in: first)
            let tablet = try await client.signIn(device: .new(name: "Tablet"))
            let thief = try await client.settled(service)
            for _ in 0..<25 {
                _ = try await client.call(DeleteBackup.self, .init(id: BackupTests.id), session: thief)
                _ = try await client.call(RestoreBackup.self, .init(id: BackupTests.id), session: thief)
            }
            service.clock.advance(1)
            try await client.showContact(in: tablet, service)
            service.clock.advance(1)
            try await client.changePassword(to: "mine", in: thief, wrapping: Self.key)
            try await client.revoke(first.opened.device, in: thief)
            let back = try await client.takeBack(tablet)
            try await client.showContact(contact, in: back, service)
            try await client.finishTakingBack(back, password: "better", key: Self.key)
            _ = try await client.signIn(again: tablet, "better")
        }
    }

    @Test func `an act that is kept with an earlier one is still the last, and its device goes`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let owner = try await client.registered()
            let contact = try await client.addVerified(.email, TakingBackTests.mail, in: owner, service).contact
            try await client.createBackup(BackupTests.id, key: Self.key, in: owner)
            let stolen = try await client.settled(service, name: "Stolen phone")
            let tablet = try await client.settled(service, name: "Tablet")
            service.clock.advance(40 * 86_400)
            let mine = try await client.signIn(again: stolen)
            for _ in 0..<25 {
                _ = try await client.call(DeleteBackup.self, .init(id: BackupTests.id), session: mine)
                _ = try await client.call(RestoreBackup.self, .init(id: BackupTests.id), session: mine)
            }
            service.clock.advance(60)
            // An honest act comes between: it has the highest number.
            let honest = try await client.signIn(again: tablet)
            try await client.addVerified(.email, "ada@second.example", in: honest, service)
            service.clock.advance(60)
            try await client.changePassword(to: "mine", in: mine, wrapping: TestKey(name: "thief"))
            let device = try #require(stolen.opened.device).rawValue
            #expect(try await service.count("replaced WHERE actor = '\(device)'") == Self.kept)

            let back = try await client.takeBack(owner)
            let found = try await client.call(ReadTakingBack.self, Nothing(), session: back)
            #expect(found.actorName == "Stolen phone")
            try await client.showContact(contact, in: back, service)
            try await client.finishTakingBack(back, password: "better", key: Self.key)
            let again = try await client.signIn(again: owner, "better")
            let devices = try await client.call(ListDevices.self, Nothing(), session: again).devices
            #expect(devices.map(\.name) == ["Ada's old phone", "Tablet"])
            await #expect(throws: Problem.self) { try await client.signIn(again: stolen, "better") }
        }
    }
}
