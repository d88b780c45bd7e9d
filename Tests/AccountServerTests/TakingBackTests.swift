import AccountAPI
import AccountServer
import Encodings
import Foundation
import OPAQUE
import Primitives
import SQLDatabase
import Testing

/// Taking an account back: what an older device with the secrets of before undoes, and what nobody else does.
@Suite struct TakingBackTests {
    static let mail = "ada.lovelace@example.org"
    static let backup = BackupID(String(repeating: "b", count: 32))!
    static let key = TestKey(name: "before")

    @Test func `a thief with the password alone suspends devices, and the owner takes back at once`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let owner = try await client.registered()
            try await client.createBackup(Self.backup, key: Self.key, in: owner)
            let thief = try await client.signIn(device: .new(name: "Another phone"))
            try await client.revoke(owner.opened.device, in: thief)
            // Nothing else goes: it has one kind of evidence only.
            try await expectProblem(.evidenceNeeded) { try await client.changePassword(to: "mine", in: thief) }
            // The device is told what happened to it, and with the password as well.
            try await expectProblem(.deviceSuspended) {
                try await client.call(ListDevices.self, Nothing(), session: owner)
            }
            try await expectProblem(.deviceSuspended) { try await client.signIn(again: owner) }
            let back = try await client.takeBack(owner)
            let found = try await client.call(ReadTakingBack.self, Nothing(), session: back)
            #expect(found.actorName == "Another phone" && found.parts == [.devices] && found.isEnough)
            #expect(found.actorShown == [.password])
            try await client.finishTakingBack(back, password: "better", key: Self.key)
            try await expectProblem(.sessionInvalid) {
                try await client.call(ListDevices.self, Nothing(), session: thief)
            }
            let again = try await client.signIn(again: owner, "better")
            let devices = try await client.call(ListDevices.self, Nothing(), session: again).devices
            #expect(devices.map(\.id) == [owner.opened.device] && devices.first?.settles == nil)
            let kept = try #require(try await client.backup(in: again))
            #expect(kept.wrappedKey == Bytes(Self.key.wrapped(under: again.exportKey)))
            await #expect(throws: OPAQUEError.wrongPassword) { try await client.signIn(again: owner) }
            let notices = try await client.call(ListNotices.self, Nothing(), session: again).notices
            // What happened can be read again, and alarms nobody once more.
            #expect(notices.count == 3 && notices.allSatisfy { !$0.isNew })
            #expect(Set(notices.map(\.kind)) == [.accountTakenBack, .deviceRevoked, .deviceAdded])
            #expect(notices.first { $0.kind == .deviceAdded }?.deviceName == "Another phone")
        }
        #expect(try await service.count("replaced") == 0)
        #expect(try await service.count("notice WHERE kind = 'account-taken-back'") == 1)
    }

    @Test func `with the mailbox the thief takes all, and the older device takes all back with it`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let (owner, thief, contact) = try await Self.taken(client, service)
            await #expect(throws: OPAQUEError.wrongPassword) { try await client.signIn(again: owner) }
            let back = try await client.takeBack(owner)
            let before = try await client.call(ReadTakingBack.self, Nothing(), session: back)
            #expect(before.parts == [.password, .contacts, .backup, .devices])
            #expect(!before.isEnough && before.backup == nil && before.evidence.possible == [.contact])
            #expect(before.contacts.map(\.id) == [contact])
            // The old password alone is told what is missing.
            let refusal = await #expect(throws: Problem.self) {
                try await client.finishTakingBack(back, password: "better", key: Self.key)
            }
            #expect(refusal?.code == .evidenceNeeded && refusal?.evidence?.possible == [.contact])
            #expect(refusal?.evidence?.shown == [.password])
            try await client.showContact(contact, in: back, service)
            let now = try await client.call(ReadTakingBack.self, Nothing(), session: back)
            #expect(now.isEnough && now.backup?.id == Self.backup && now.backup?.epoch == 1)
            #expect(now.backup?.wrappedKey == Bytes(Self.key.wrapped(under: back.exportKey)))
            try await client.finishTakingBack(back, password: "better", key: Self.key)
            let again = try await client.signIn(again: owner, "better")
            #expect(try await client.contacts(in: again).map(\.id) == [contact])
            #expect(try await client.backup(in: again)?.wrappedKey == Bytes(Self.key.wrapped(under: again.exportKey)))
            // What the thief has set opens nothing, and its device can do nothing against it.
            await #expect(throws: OPAQUEError.wrongPassword) { try await client.signIn(again: thief, "mine") }
            await #expect(throws: OPAQUEError.wrongPassword) { try await client.takeBack(thief, "mine") }
            try await expectProblem(.sessionInvalid) {
                try await client.call(ListDevices.self, Nothing(), session: thief)
            }
        }
    }

    @Test func `the owner's other device is back, and devices that came with the thief are removed`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let owner = try await client.registered()
            let contact = try await client.addVerified(.email, Self.mail, in: owner, service).contact
            let tablet = try await client.settled(service, name: "Tablet")
            let thief = try await client.settled(service)
            // Whoever is added from the moment of the act on counts as let in by its actor.
            service.clock.advance(1)
            try await client.changePassword(to: "mine", in: thief)
            let mine = try await client.signIn(again: thief, "mine")
            let friend = try await client.signIn(TestClient.ada, "mine", device: .new(name: "Another's phone"))
            for device in [owner, tablet] {
                try await client.revoke(device.opened.device, in: mine)
            }
            // Whoever the thief has let in removes the thief: the owner's device does not depend on that.
            try await client.revoke(thief.opened.device, in: friend)
            let back = try await client.takeBack(owner)
            try await client.showContact(contact, in: back, service)
            try await client.finishTakingBack(back, password: "better", key: nil)
            let again = try await client.signIn(again: owner, "better")
            let devices = try await client.call(ListDevices.self, Nothing(), session: again).devices
            #expect(devices.map(\.name) == ["Ada's old phone", "Tablet"])
            _ = try await client.signIn(again: tablet, "better")
        }
        #expect(try await service.count("device") == 2)
    }

    @Test func `a code that is wrong, or of a contact of the thief, shows nothing`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let (owner, thief, contact) = try await Self.taken(client, service)
            let back = try await client.takeBack(owner)
            let other = try #require(try await client.contacts(in: thief).first)
            try await expectProblem(.noSuchContact) {
                let request = StartContactProof.Request(contact: other.id, language: "en")
                return try await client.call(StartTakingBackProof.self, request, session: back)
            }
            let request = StartContactProof.Request(contact: contact, language: "en")
            let sent = try await client.call(StartTakingBackProof.self, request, session: back)
            let right = service.sent.code(to: Self.mail)
            let wrong = right == "00000000" ? "00000001" : "00000000"
            for left in (0..<5).reversed() {
                let refusal = await #expect(throws: Problem.self) {
                    try await client.call(
                        FinishTakingBackProof.self,
                        .init(proof: sent.proof, code: wrong),
                        session: back
                    )
                }
                #expect(refusal?.code == .contactCodeRefused && refusal?.attemptsLeft == left)
            }
            try await expectProblem(.contactCodeExpired) {
                try await client.call(
                    FinishTakingBackProof.self,
                    .init(proof: sent.proof, code: right),
                    session: back
                )
            }
            #expect(try await !client.call(ReadTakingBack.self, Nothing(), session: back).isEnough)
        }
    }

    @Test func `both earlier secrets replace the mailbox`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let (owner, _, _) = try await Self.taken(client, service, code: "paper")
            let back = try await client.takeBack(owner)
            let need = try await client.call(ReadTakingBack.self, Nothing(), session: back).evidence
            #expect(need.possible == [.recoveryCode, .contact])
            let paper = try await client.takeBack(owner, "paper", with: .recoveryCode)
            let found = try await client.call(ReadTakingBack.self, Nothing(), session: paper)
            #expect(found.isEnough && Set(found.evidence.shown) == [.password, .recoveryCode])
            try await client.finishTakingBack(back, password: "better", key: Self.key)
            _ = try await client.signIn(again: owner, "better")
            let limited = try await client.signIn(again: owner, "paper", with: .recoveryCode)
            #expect(try await client.call(ReadAccount.self, Nothing(), session: limited).isLimited)
        }
    }

    /// An account with a contact, a backup and perhaps a recovery code, which someone with the password and the mailbox
    /// has taken: other password, other contact, other backup key, the owner's device suspended.
    static func taken(
        _ client: TestClient,
        _ service: TestService,
        code: String? = nil
    ) async throws -> (owner: TestSession, thief: TestSession, contact: ContactID) {
        let owner = try await client.registered()
        let contact = try await client.addVerified(.email, mail, in: owner, service).contact
        try await client.createBackup(backup, key: key, in: owner)
        if let code {
            let again = try await client.signIn(again: owner)
            try await client.makeCode(code, in: again, wrapping: key)
        }
        let thief = try await client.settled(service)
        let stolen = TestKey(name: "thief")
        try await client.changePassword(to: "mine", in: thief, wrapping: stolen)
        let mine = try await client.signIn(again: thief, "mine")
        try await client.addVerified(.email, "eve@example.net", in: mine, service)
        try await client.remove(contact, in: mine)
        try await client.createBackup(
            BackupID(String(repeating: "c", count: 32))!,
            key: stolen,
            in: mine,
            replacing: backup
        )
        try await client.revoke(owner.opened.device, in: mine)
        // The thief's own proof of the device comes from its first sign-in.
        return (owner, TestSession(mine, deviceOf: thief), contact)
    }
}
