import AccountAPI
import Encodings
import Primitives
import SQLDatabase
import Testing

@testable import AccountServer

@Suite struct NoticeDeliveryTests {
    private static let ada = "ada@mail.example"

    /// The notices that were sent: to whom, and the first line.
    private static func notices(_ service: TestService) -> [(to: String, text: String)] {
        service.sent.messages.filter { $0.kind == .notice }.map { ($0.recipient.address, $0.text) }
    }

    /// Ada with an approving device; what has happened until now is sent.
    private static func settled(_ client: TestClient, _ service: TestService) async throws -> Approver {
        let ada = try await service.approver(client)
        try await service.service.sendNotices()
        return ada
    }

    @Test func `a contact is notified once, after the transaction, with how to remove the device`() async throws {
        let service = try await TestService()
        try await service.run { client in
            _ = try await Self.settled(client, service)
            let before = Self.notices(service).count
            let phone = try await client.signIn(device: .new(name: "New phone"))
            #expect(Self.notices(service).count == before, "nobody waits for a message")
            #expect(try await service.service.sendNotices() == 1)
            #expect(try await service.service.sendNotices() == 0)
            let told = Self.notices(service).dropFirst(before)
            #expect(told.map(\.to) == [Self.ada])
            let text = try #require(told.first?.text)
            #expect(text.hasPrefix("The device “New phone” was added.\n\nThis happened on "))
            let device = try #require(phone.opened.device).rawValue
            #expect(text.contains("\n  sparekey account devices --revoke \(device)\n"))
            #expect(text.contains("open Settings > Devices in the Sparekey app on another"))
            #expect(text.hasSuffix("Open it yourself: \(TestService.publicURL)/account"))
            #expect(service.sent.messages.last?.subject == "Your Sparekey account: was this you?")
        }
    }

    @Test func `a device that is gone is not to be revoked again`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let ada = try await Self.settled(client, service)
            let lost = try await client.signIn(device: .new(name: "Lost phone"))
            let request = try RevokeDevice.Request(device: #require(lost.opened.device))
            _ = try await client.call(RevokeDevice.self, request, session: ada.session)
            try await service.service.sendNotices()
            let told = Self.notices(service).suffix(2).map(\.text)
            #expect(told.contains { $0.hasPrefix("The device “Lost phone” was removed.") })
            #expect(told.allSatisfy { $0.contains("Lost phone") && !$0.contains("--revoke") })
        }
    }

    @Test func `every verified contact is notified in its language, but a new one not about itself`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let ada = try await Self.settled(client, service)
            let sent = try await client.add(.phone, "+33612345642", in: ada.session, language: "fr")
            try await service.service.sendNotices()
            #expect(Self.notices(service).allSatisfy { $0.to == Self.ada })
            try await client.type(service.sent.code(to: "+33612345642"), for: sent, in: ada.session)
            try await service.service.sendNotices()
            #expect(Self.notices(service).last?.to == Self.ada)
            let added = try #require(Self.notices(service).last).text
            #expect(added.hasPrefix("A contact was added on “Ada's old phone”: ••• ••42."))
            _ = try await client.signIn(device: .new(name: "Téléphone"))
            try await service.service.sendNotices()
            let told = Self.notices(service).suffix(2)
            #expect(Set(told.map(\.to)) == [Self.ada, "+33612345642"])
            let short = try #require(told.first { $0.to != Self.ada }?.text)
            #expect(short.hasPrefix("Sparekey : L'appareil \"Téléphone\" a été ajouté. Ce n'était pas vous ?"))
            #expect(!short.contains("\n") && short.count < 200)
        }
    }

    @Test func `what a mail server does not take is tried again, and less and less often`() async throws {
        let service = try await TestService()
        try await service.run { client in
            _ = try await Self.settled(client, service)
            let before = Self.notices(service).count
            service.sent.fail(with: .unreachable)
            _ = try await client.signIn(device: .new(name: "New phone"))
            for minutes in [1.0, 2, 4, 8, 16, 32, 60, 60] {
                #expect(try await service.service.sendNotices() == 1)
                service.clock.advance(minutes * 60 - 1)
                #expect(try await service.service.sendNotices() == 0)
                service.clock.advance(1)
            }
            service.sent.fail(with: nil)
            #expect(try await service.service.sendNotices() == 1)
            #expect(Self.notices(service).count == before + 1)
            #expect(try await service.count("notice_delivery") == 0)
        }
    }

    @Test(arguments: [(MessageError.refused(status: 550), 1), (.unreachable, 30)])
    func `a notice that cannot be delivered is given up`(error: MessageError, tries: Int) async throws {
        let service = try await TestService()
        try await service.run { client in
            _ = try await Self.settled(client, service)
            service.sent.fail(with: error)
            _ = try await client.signIn(device: .new(name: "New phone"))
            for _ in 0..<tries {
                #expect(try await service.count("notice_delivery") == 1)
                try await service.service.sendNotices()
                service.clock.advance(3600)
            }
            #expect(try await service.count("notice_delivery") == 0)
        }
    }

    @Test func `a message whose end nobody heard of is sent once more, as the same one, and then never again`()
        async throws
    {
        let service = try await TestService()
        try await service.run { client in
            _ = try await Self.settled(client, service)
            let before = Self.notices(service).count
            _ = try await client.signIn(device: .new(name: "New phone"))
            // As where the service is killed after the message has left.
            try await service.database.write { transaction in
                let sql =
                    "CREATE TRIGGER kill BEFORE DELETE ON notice_delivery BEGIN SELECT RAISE(ABORT, 'killed'); END"
                try transaction.execute(sql, [])
            }
            for sent in [1, 2] {
                await #expect(throws: (any Error).self) { try await service.service.sendNotices() }
                #expect(Self.notices(service).count == before + sent)
                // Nobody takes it while it may be under way.
                #expect(try await service.service.sendNotices() == 0)
                service.clock.advance(5 * 60 + 1)
            }
            try await service.database.write { try $0.execute("DROP TRIGGER kill", []) }
            #expect(try await service.service.sendNotices() == 1)
            let told = service.sent.messages.filter { $0.kind == .notice }.dropFirst(before)
            #expect(told.count == 2 && Set(told.map(\.id)).count == 1 && told.first?.id != nil)
            #expect(try await service.count("notice_delivery") == 0)
        }
    }

    @Test func `an account with many notices keeps no other one waiting`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let ada = try await Self.settled(client, service)
            let eve = try await service.approver(client, "eve", contact: "eve@mail.example")
            try await service.service.sendNotices()
            let notices = Notices(service.service.service)
            try await service.database.write { transaction in
                for _ in 0..<500 {
                    try notices.raise(.passwordChanged, account: eve.session.opened.account, transaction)
                }
            }
            service.clock.advance(1)
            try await service.database.write { transaction in
                try notices.raise(.passwordChanged, account: ada.session.opened.account, transaction)
            }
            service.clock.advance(1)
            let before = Self.notices(service).count
            // One batch, as the service takes it in its turn.
            try await service.service.deliveries.sendDue()
            #expect(Self.notices(service).dropFirst(before).map(\.to).contains(Self.ada))
            #expect(try await service.service.sendNotices() > 400)
            #expect(try await service.count("notice_delivery") == 0)
        }
    }

    @Test func `many accounts with many notices keep no other one waiting either`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let ada = try await Self.settled(client, service)
            let notices = Notices(service.service.service)
            var accounts: [AccountID] = []
            for number in 0..<25 {
                let (name, stranger) = ("eve\(number)", client.at("198.51.100.\(number)"))
                let eve = try await stranger.registered(name)
                try await stranger.addVerified(.email, "\(name)@mail.example", in: eve, service)
                accounts.append(eve.opened.account)
            }
            try await service.service.sendNotices()
            let all = accounts
            try await service.database.write { transaction in
                for account in all {
                    for _ in 0..<10 { try notices.raise(.passwordChanged, account: account, transaction) }
                }
            }
            service.clock.advance(1)
            try await service.database.write { transaction in
                try notices.raise(.passwordChanged, account: ada.session.opened.account, transaction)
            }
            let before = Self.notices(service).count
            // The first of each account comes before the second of any.
            for _ in 0..<2 {
                service.clock.advance(1)
                try await service.service.deliveries.sendDue()
            }
            #expect(Self.notices(service).dropFirst(before).map(\.to).contains(Self.ada))
        }
    }

    @Test(.timeLimit(.minutes(10)))
    func `a letter goes out while the mail server is silent about a notice`() async throws {
        let sender = SilentSender()
        let service = try await TestService(messages: Messages(mail: sender))
        try await service.run { client in
            let session = try await client.registered()
            let sent = try await client.add(.email, Self.ada, in: session)
            try await client.type(sender.sent.code(to: Self.ada), for: sent, in: session)
            _ = try await client.signIn(device: .new(name: "New phone"))
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await service.service.upkeep.run() }
                var kinds = sender.kinds.makeAsyncIterator()
                while let kind = await kinds.next(), kind != .notice {}
                _ = try await client.call(RequestLetter.self, .init(username: TestClient.ada))
                while let kind = await kinds.next(), kind != .letter {}
                #expect(sender.sent.letter(to: Self.ada) != nil)
                group.cancelAll()
            }
        }
    }

    @Test func `a contact that is removed meanwhile gets nothing more`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let ada = try await Self.settled(client, service)
            try await client.addVerified(.email, "second@mail.example", in: ada.session, service)
            try await service.service.sendNotices()
            _ = try await client.signIn(device: .new(name: "New phone"))
            let second = try #require(try await client.contacts(in: ada.session).first { $0.masked.hasPrefix("s") })
            try await client.remove(second.id, in: ada.session)
            let before = Self.notices(service).count
            #expect(try await service.service.sendNotices() == 2)
            let told = Self.notices(service).dropFirst(before)
            #expect(told.allSatisfy { $0.to == Self.ada })
            let removed = "A contact was removed on “Ada's old phone”: s•••@m•••.example."
            #expect(told.contains { $0.text.hasPrefix(removed) })
        }
    }

    @Test func `a service that carries no messages keeps none for later`() async throws {
        let service = try await TestService(messages: Messages())
        try await service.run { client in
            let session = try await client.registered()
            #expect(try await client.contacts(in: session).isEmpty)
            _ = try await client.signIn(device: .new(name: "New phone"))
            #expect(try await service.count("notice") > 0)
            #expect(try await service.count("notice_delivery") == 0)
        }
    }

    @Test(arguments: NoticeKind.allCases, ServiceWords.languages)
    func `there are words for every kind`(kind: NoticeKind, language: String) throws {
        let notice = AccountNotice(
            id: .random(),
            kind: kind,
            created: 0,
            device: .random(),
            deviceName: String(repeating: "n", count: 100) + "\n",
            detail: "d",
            isNew: true
        )
        for recipient in [Message.Recipient.email(Self.ada), .phone("+33612345642")] {
            for canRevoke in [true, false] {
                let contact = ContactRecipient(recipient: recipient, language: language)
                let message = Message.notice(notice, to: contact, canRevoke: canRevoke, service: nil)
                #expect(!message.text.contains("message.") && !message.text.contains("page."))
                #expect(
                    !message.text.contains(/[{}]/)
                        && !message.text.contains("nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn")
                )
                #expect(message.language == language)
            }
        }
    }
}
