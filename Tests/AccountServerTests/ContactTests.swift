import AccountAPI
import AccountServer
import Foundation
import InMemoryLogging
import Logging
import SQLDatabase
import Testing

/// Contacts: what the password alone may do with them, and what it may not.
@Suite struct ContactTests {
    static let mail = "ada.lovelace@example.org"
    static let phone = "+33 6 12 34 56 42"

    @Test func `a contact counts once its code was typed, and is shown masked`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let session = try await client.registered()
            let sent = try await client.add(.email, Self.mail, in: session)
            #expect(sent.masked == "a•••@e•••.org")
            #expect(sent.expires == Int64(service.clock.now.timeIntervalSince1970 * 1000) + 600_000)
            #expect(try await client.contacts(in: session).map(\.isVerified) == [false])
            try await client.type(service.sent.code(to: Self.mail), for: sent, in: session)
            let again = try await client.registered("bob")
            let number = try await client.addVerified(.phone, Self.phone, in: again, service)
            #expect(number.masked == "••• ••42")
            let contact = try #require(try await client.contacts(in: session).first)
            #expect(contact.isVerified && contact.masked == sent.masked && contact.kind == .email)
            #expect(try await client.contacts(in: again).map(\.masked) == [number.masked])
        }
    }

    @Test func `the message has the code, in the language that was asked for`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let session = try await client.registered()
            _ = try await client.add(.email, Self.mail, in: session, language: "fr-CH")
            _ = try await client.add(.phone, Self.phone, in: session, language: "tlh")
            let messages = service.sent.messages
            #expect(messages.map(\.language) == ["fr", "en"])
            #expect(messages.map(\.recipient) == [.email(Self.mail), .phone("+33612345642")])
            #expect(messages[0].text.contains("Votre code est"))
            #expect(messages[1].text.contains("is your Sparekey code"))
            #expect(messages.allSatisfy { $0.kind == .contactCode && !"\($0)".contains("example") })
            #expect(Set(messages.map { $0.text.filter(\.isNumber).prefix(8) }).count == 2)
        }
    }

    @Test func `a thief of the password swaps no contact`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let owner = try await client.registered()
            let kept = try await client.addVerified(.email, Self.mail, in: owner, service)
            let thief = try await client.signIn(device: .new(name: "Another phone"))
            try await expectProblem(.evidenceNeeded) { try await client.add(.email, "eve@example.net", in: thief) }
            try await expectProblem(.evidenceNeeded) { try await client.remove(kept.contact, in: thief) }
            // Not even whether an address is the account's can be told.
            try await expectProblem(.evidenceNeeded) { try await client.add(.email, Self.mail, in: thief) }
            // Nor does waiting help where there is a contact that the thief does not read.
            let later = try await client.settleByTime(thief, service)
            try await expectProblem(.evidenceNeeded) { try await client.add(.email, "eve@example.net", in: later) }
            #expect(try await client.contacts(in: owner).map(\.id) == [kept.contact])
            #expect(service.sent.messages.count == 1)
        }
    }

    @Test func `what was added and not verified goes when the first contact is verified`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let first = try await client.registered()
            let owner = try await client.settleByTime(try await client.signIn(), service)
            let thief = try await client.signIn(again: first)
            let hidden = try await client.add(.email, "eve@example.net", in: thief)
            let code = service.sent.code(to: "eve@example.net")
            try await client.addVerified(.email, Self.mail, in: owner, service)
            #expect(try await client.contacts(in: owner).map(\.masked) == ["a•••@e•••.org"])
            try await expectProblem(.contactCodeExpired) { try await client.type(code, for: hidden, in: thief) }
            try await expectProblem(.noSuchContact) {
                let request = StartContactProof.Request(contact: hidden.contact, language: "en")
                return try await client.call(StartContactProof.self, request, session: thief)
            }
        }
    }

    @Test func `a session alone ends no contact that waits to be verified`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let owner = try await client.registered()
            let sent = try await client.add(.email, Self.mail, in: owner)
            service.clock.advance(15 * 60)
            // As from a copy of its unlocked folder.
            try await expectProblem(.evidenceNeeded) { try await client.remove(sent.contact, in: owner) }
            #expect(try await client.contacts(in: owner).map(\.id) == [sent.contact])
            let again = try await client.signIn(again: owner)
            try await client.remove(sent.contact, in: again)
            #expect(try await client.contacts(in: again).isEmpty)
        }
    }

    @Test func `a contact that was shown counts a quarter of an hour, on the device that asked for it`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let owner = try await client.registered()
            let first = try await client.addVerified(.email, Self.mail, in: owner, service)
            let other = try await client.signIn()
            try await expectProblem(.evidenceNeeded) { try await client.add(.phone, Self.phone, in: other) }
            _ = try await client.prove(by: first, in: other, service)
            let second = try await client.addVerified(.phone, Self.phone, in: other, service)
            let third = try await client.signIn()
            try await expectProblem(.evidenceNeeded) { try await client.remove(first.contact, in: third) }
            service.clock.advance(15 * 60)
            try await expectProblem(.evidenceNeeded) { try await client.remove(first.contact, in: other) }
            // The contact alone is one kind: the password has been shown too long ago as well.
            _ = try await client.prove(by: second, in: other, service)
            try await expectProblem(.evidenceNeeded) { try await client.remove(first.contact, in: other) }
            let again = try await client.signIn(again: other)
            try await client.remove(first.contact, in: again)
            #expect(try await client.contacts(in: owner).map(\.id) == [second.contact])
        }
    }

    @Test func `a credential is no evidence, and the last contact stays beside one`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let before = try await client.registered()
            let first = try await client.addVerified(.email, Self.mail, in: before, service)
            let other = try await client.signIn()
            let device = try #require(before.opened.device)
            try await service.setCredential(of: device, account: before.opened.account, isConfirmed: true)
            service.clock.advance(15 * 60)
            try await expectProblem(.evidenceNeeded) { try await client.add(.phone, Self.phone, in: before) }
            let owner = try await client.signIn(again: before)
            let second = try await client.addVerified(.phone, Self.phone, in: owner, service)
            try await expectProblem(.evidenceNeeded) { try await client.remove(second.contact, in: other) }
            try await client.remove(first.contact, in: owner)
            // The last one stays as long as a device answers requests, or the password would be enough again.
            try await expectProblem(.lastContact) { try await client.remove(second.contact, in: owner) }
            #expect(try await client.contacts(in: owner).map(\.id) == [second.contact])
        }
    }

    @Test func `the last contact of an account without approvals can go`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let owner = try await client.registered()
            let only = try await client.addVerified(.email, Self.mail, in: owner, service)
            try await client.remove(only.contact, in: owner)
            #expect(try await client.contacts(in: owner).isEmpty)
        }
        #expect(try await service.count("contact_proof") == 0)
    }

    @Test func `other devices are notified of changed contacts, and so is the contact that was removed`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let owner = try await client.registered()
            let other = try await client.signIn()
            let first = try await client.addVerified(.email, Self.mail, in: owner, service)
            let second = try await client.addVerified(.phone, Self.phone, in: owner, service)
            service.clock.advance(1)
            try await client.remove(first.contact, in: owner)
            let last = try #require(service.sent.messages.last)
            #expect(last.recipient == .email(Self.mail) && last.kind == .notice)

            let told = try await client.call(ListNotices.self, Nothing(), session: other).notices
            #expect(told.first?.kind == .contactRemoved && told.first?.detail == "a•••@e•••.org")
            #expect(told.filter { $0.kind == .contactAdded }.count == 2)
            #expect(told.allSatisfy { $0.deviceName == "Ada's old phone" })

            // A mail server that is down keeps nobody from removing a contact.
            service.sent.fail(with: .unreachable)
            try await client.remove(second.contact, in: owner)
            #expect(try await client.contacts(in: owner).isEmpty)
        }
    }

    @Test func `contacts belong to their account`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let owner = try await client.registered()
            let kept = try await client.addVerified(.email, Self.mail, in: owner, service)
            let other = try await client.registered("eve")
            #expect(try await client.contacts(in: other).isEmpty)
            try await expectProblem(.noSuchContact) {
                try await client.remove(kept.contact, in: other)
            }
            try await expectProblem(.noSuchContact) {
                let request = StartContactProof.Request(contact: kept.contact, language: "en")
                return try await client.call(StartContactProof.self, request, session: other)
            }
            // One address may serve two accounts.
            try await client.addVerified(.email, Self.mail, in: other, service)
        }
    }

    @Test func `a session under a replaced password, and one that a recovery code opened, change nothing`() async throws
    {
        let service = try await TestService()
        try await service.run { client in
            let lost = try await client.registered()
            let owner = try await client.settleByTime(try await client.signIn(), service)
            try await client.makeCode("RECOVERY-CODE", in: owner)
            let limited = try await client.signIn(TestClient.ada, "RECOVERY-CODE", with: .recoveryCode)
            try await client.changePassword(to: "another long password", in: owner)
            for (session, code) in [(lost, ProblemCode.expired), (limited, .sessionLimited)] {
                try await expectProblem(code) { try await client.add(.email, Self.mail, in: session) }
            }
            #expect(service.sent.messages.isEmpty)
        }
    }

    @Test func `an account has five contacts at most, and each once`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let session = try await client.registered()
            for number in 1...5 {
                try await client.addVerified(.email, "a\(number)@example.org", in: session, service)
            }
            // The codes of an hour are spent.
            service.clock.advance(3_600)
            let later = try await client.signIn(again: session)
            try await expectProblem(.contactLimit) {
                try await client.add(.email, "a6@example.org", in: later)
            }
            try await expectProblem(.contactExists) {
                try await client.add(.email, "A1@EXAMPLE.org", in: later)
            }
        }
    }

    @Test func `a contact that nobody verifies is gone after half an hour`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let session = try await client.registered()
            let first = try await client.add(.email, Self.mail, in: session)
            let second = try await client.add(.email, "ADA.Lovelace@example.org", in: session)
            #expect(first.contact == second.contact && first.proof != second.proof)
            service.clock.advance(30 * 60 + 1)
            #expect(try await client.contacts(in: session).isEmpty)
            service.clock.advance(61)
            await service.service.keepHouse()
        }
        #expect(try await service.count("contact") == 0)
        #expect(try await service.count("contact_proof") == 0)
    }

    @Test func `a service that sends no messages of a kind takes no contacts of it`() async throws {
        let mailbox = RecordingSender()
        for (messages, refused) in [(Messages(), [ContactKind.email, .phone]), (Messages(mail: mailbox), [.phone])] {
            let service = try await TestService(messages: messages)
            try await service.run { client in
                let session = try await client.registered()
                for kind in refused {
                    try await expectProblem(.contactUnavailable) {
                        try await client.add(kind, kind == .email ? Self.mail : Self.phone, in: session)
                    }
                }
            }
            #expect(try await service.count("contact") == 0)
        }
    }

    @Test func `neither the database nor the log holds an address or a code`() async throws {
        let folder = URL.temporaryDirectory.appending(path: "sparekey-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "database").path
        let lines = InMemoryLogHandler()
        let service = try await TestService(
            database: try SQLiteDatabase(path: path),
            log: Logger(label: "test") { _ in lines }
        )
        try await service.run { client in
            let session = try await client.registered()
            try await client.addVerified(.email, Self.mail, in: session, service)
            _ = try await client.add(.phone, Self.phone, in: session)
            service.sent.fail(with: .busy(status: 450))
            try await expectProblem(.contactNotSent) { try await client.add(.phone, Self.phone, in: session) }
        }
        var needles = ["ada.lovelace", "lovelace@example", "612345642", service.sent.code(to: Self.mail)]
        needles.append(service.sent.code(to: "+33612345642"))
        let haystack = try ["", "-wal"].reduce(into: Data()) { $0 += try Data(contentsOf: URL(filePath: path + $1)) }
        #expect(haystack.range(of: Data("contact_proof".utf8)) != nil)
        let logged = lines.entries.map { "\($0.message) \($0.metadata)" }.joined()
        #expect(logged.contains("busy(status: 450)"))
        for needle in needles {
            #expect(needle.count >= 8)
            #expect(haystack.range(of: Data(needle.utf8)) == nil, "\(needle)")
            #expect(!logged.contains(needle), "\(needle)")
        }
    }
}
