import AccountAPI
import AccountServer
import Foundation
import SQLDatabase
import TestSupport
import Testing

/// The last messages to contacts that are none any more.
@Suite struct FarewellTests {
    private static let mail = "ada@mail.example"

    private static func told(_ service: TestService) -> [Message] {
        service.sent.messages.filter { $0.kind == .notice && $0.text.contains("no longer a contact") }
    }

    /// Removes a contact while every message meets a failure.
    private static func removed(
        _ client: TestClient,
        _ service: TestService,
        failing failure: MessageError
    ) async throws {
        let owner = try await client.registered()
        let contact = try await client.addVerified(.email, mail, in: owner, service)
        try await service.service.sendNotices()
        service.sent.fail(with: failure)
        try await client.remove(contact.contact, in: owner)
        #expect(try await client.contacts(in: owner).isEmpty)
        #expect(told(service).isEmpty)
    }

    @Test func `a contact that is removed while the mail server is down is told once it is back`() async throws {
        let service = try await TestService()
        try await service.run { client in
            try await Self.removed(client, service, failing: .busy(status: 451))
            // Nothing but the sealed address is left, and no account beside it.
            let row = try #require(
                try await service.database.read { try $0.row("SELECT * FROM farewell", []) }
            )
            #expect(try !String(decoding: row.blob("value"), as: UTF8.self).contains("mail"))
            #expect(try await service.service.sendFarewells() == 0)
            service.clock.advance(60)
            #expect(try await service.service.sendFarewells() == 1)
            #expect(Self.told(service).isEmpty)
            service.sent.fail(with: nil)
            service.clock.advance(60)
            #expect(try await service.service.sendFarewells() == 0)
            service.clock.advance(60)
            #expect(try await service.service.sendFarewells() == 1)
            #expect(Self.told(service).map(\.recipient) == [.email(Self.mail)])
            #expect(try await service.count("farewell") == 0)
            service.clock.advance(86_400)
            #expect(try await service.service.sendFarewells() == 0)
            #expect(Self.told(service).count == 1)
        }
    }

    @Test func `a server that refuses it for good is not asked again`() async throws {
        let service = try await TestService()
        try await service.run { client in
            try await Self.removed(client, service, failing: .refused(status: 550))
            #expect(try await service.count("farewell") == 0)
            service.sent.fail(with: nil)
            service.clock.advance(86_400)
            #expect(try await service.service.sendFarewells() == 0)
            #expect(Self.told(service).isEmpty)
        }
    }

    @Test func `after a day of tries its address is forgotten`() async throws {
        let service = try await TestService()
        try await service.run { client in
            try await Self.removed(client, service, failing: .unreachable)
            for _ in 0..<60 {
                service.clock.advance(3600)
                try await service.service.sendFarewells()
            }
            #expect(try await service.count("farewell") == 0)
            #expect(Self.told(service).isEmpty)
        }
    }

    @Test func `the contacts of an account that was deleted are told in the same way`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let approver = try await service.approver(client)
            try await service.service.sendNotices()
            let again = try await client.signIn(again: approver.session)
            service.sent.fail(with: .unreachable)
            _ = try await client.call(DeleteAccount.self, Nothing(), session: again)
            #expect(try await service.count("account") == 0)
            service.sent.fail(with: nil)
            service.clock.advance(60)
            #expect(try await service.service.sendFarewells() == 1)
            let last = try #require(service.sent.messages.last)
            #expect(last.recipient == .email(Self.mail) && last.text.contains("was deleted"))
            #expect(try await service.count("farewell") == 0)
        }
    }

    @Test func `whoever deletes an account waits for no last message after another`() async throws {
        let sender = PairSender()
        let service = try await TestService(messages: Messages(mail: sender))
        try await service.run { client in
            let owner = try await client.registered()
            for address in [Self.mail, "second@mail.example"] {
                let sent = try await client.add(.email, address, in: owner)
                try await client.type(sender.sent.code(to: address), for: sent, in: owner)
            }
            let again = try await client.signIn(again: owner)
            _ = try await client.call(DeleteAccount.self, Nothing(), session: again)
            #expect(sender.sent.messages.filter { $0.text.contains("was deleted") }.count == 2)
            #expect(try await service.count("farewell") == 0)
        }
    }
}

/// Takes a notice only while another one is on its way as well.
private struct PairSender: MessageSender {
    let sent = RecordingSender()
    private let begun = Counter()

    func send(_ message: Message) async throws {
        if message.kind == .notice {
            begun.add(1)
            // Far longer than the other one needs.
            for _ in 0..<1000 where begun.value < 2 { try await Task.sleep(for: .milliseconds(10)) }
            guard begun.value > 1 else { throw MessageError.silent }
        }
        try await sent.send(message)
    }
}
