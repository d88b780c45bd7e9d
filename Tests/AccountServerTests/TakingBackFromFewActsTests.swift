import AccountAPI
import AccountServer
import Encodings
import Testing

/// What is kept with an earlier act, or forgotten because there are many, is missed by nobody who takes the account back.
@Suite struct TakingBackFromFewActsTests {
    @Test func `an act kept with an earlier one counts against a device that undoes what came between`() async throws {
        let service = try await TestService()
        try await service.run { client in
            // The older device of someone who knows the password, and reads no mail of the owner's.
            let old = try await client.registered()
            try await client.addVerified(.email, TakingBackTests.mail, in: old, service)
            try await client.createBackup(BackupTests.id, key: TakingBackTests.key, in: old)
            let owner = try await client.settled(service)
            for number in 0...20 {
                if number == 20 {
                    let alone = try await client.signIn(device: nil)
                    try await client.revoke(old.opened.device, in: alone)
                }
                service.clock.advance(1)
                _ = try await client.call(DeleteBackup.self, .init(id: BackupTests.id), session: owner)
                _ = try await client.call(RestoreBackup.self, .init(id: BackupTests.id), session: owner)
            }
            let back = try await client.takeBack(old)
            let found = try await client.call(ReadTakingBack.self, Nothing(), session: back)
            #expect(!found.isEnough && found.evidence.possible.contains(.contact))
        }
    }

    @Test func `the second device of a thief falls with the first, however many acts are forgotten`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let owner = try await client.registered()
            let sent = try await client.addVerified(.email, TakingBackTests.mail, in: owner, service)
            let phone = TestSession(try await client.signIn(again: owner), deviceOf: owner)
            // With the password alone at first, then with the mailbox.
            let one = try await client.signIn(device: .new(name: "One"))
            try await client.revoke(phone.opened.device, in: one)
            _ = try await client.prove(by: sent, in: one, service)
            let two = try await client.settled(service, name: "Two")
            try await SuspendedDeviceTests.fill(service, account: owner.opened.account, like: one, count: 97)
            service.clock.advance(1)
            try await client.addVerified(.email, "eve@example.net", in: two, service)
            service.clock.advance(1)
            try await client.changePassword(to: "mine", in: one)
            let mine = try await client.signIn(again: one, "mine")
            for number in 0..<3 {
                service.clock.advance(1)
                try await client.changePassword(to: "mine \(number)", in: mine)
            }
            let back = try await client.takeBack(phone)
            try await client.showContact(sent.contact, in: back, service)
            try await client.finishTakingBack(back, password: "better", key: nil)
            for thief in [one, two] {
                let device = try #require(thief.opened.device).rawValue
                #expect(try await service.count("device WHERE id = '\(device)'") == 0)
            }
            _ = try await client.signIn(again: phone, "better")
        }
    }

    @Test func `the earlier recovery code undoes what was done last, even if that act is forgotten`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let owner = try await client.registered()
            let contact = try await client.addVerified(.email, TakingBackTests.mail, in: owner, service).contact
            let phone = TestSession(try await client.signIn(again: owner), deviceOf: owner)
            try await client.makeCode("paper", in: phone)
            let tablet = try await TakingBackInTurnTests.settled(client, service, "Tablet")
            let thief = try await client.settled(service, name: "One")
            try await client.changePassword(to: "mine 0", in: thief)
            try await SuspendedDeviceTests.fill(service, account: owner.opened.account, like: thief, count: 97)
            let mine = try await client.signIn(again: thief, "mine 0")
            for number in 1...11 {
                service.clock.advance(1)
                try await client.changePassword(to: "mine \(number)", in: mine)
            }
            // Someone without a device acts between, with the password alone.
            service.clock.advance(1)
            let alone = try await client.signIn(TestClient.ada, "mine 11", device: nil)
            try await client.revoke(tablet.opened.device, in: alone)
            service.clock.advance(1)
            try await client.makeCode("my own paper", in: mine)
            for number in 12...14 {
                service.clock.advance(1)
                try await client.changePassword(to: "mine \(number)", in: mine)
            }
            let back = try await client.takeBack(phone, "paper", with: .recoveryCode)
            try await client.showContact(contact, in: back, service)
            try await client.finishTakingBack(back, password: "better", key: nil)
            let device = try #require(thief.opened.device).rawValue
            #expect(try await service.count("device WHERE id = '\(device)'") == 0)
            _ = try await client.signIn(again: phone, "better")
        }
    }
}
