import AccountAPI
import AccountServer
import Foundation
import Testing

/// The language that a contact is told things in.
@Suite struct ContactLanguageTests {
    private static let mail = ContactTests.mail

    @Test func `who has the password alone does not choose it, who types a code from there does`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let owner = try await client.registered()
            let contact = try await client.addVerified(.email, Self.mail, in: owner, service)
            func ask(in session: TestSession) async throws -> SentContactCode {
                let request = StartContactProof.Request(contact: contact.contact, language: "fr")
                return try await client.call(StartContactProof.self, request, session: session)
            }
            /// The language of the mail about a new device.
            func told() async throws -> String? {
                service.clock.advance(3601)
                _ = try await client.signIn(device: .new(name: "Another phone"))
                try await service.service.sendNotices()
                return service.sent.messages.last { $0.kind == .notice }?.language
            }
            let thief = try await client.signIn(device: .new(name: "Thief"))
            let stolen = try await ask(in: thief)
            // The code itself is in the language of whoever asks.
            #expect(service.sent.messages.last?.language == "fr")
            let wrong = service.sent.code(to: Self.mail) == "00000000" ? "00000001" : "00000000"
            try await expectProblem(.contactCodeRefused) { try await client.type(wrong, for: stolen, in: thief) }
            #expect(try await told() == "en")

            let own = try await ask(in: owner)
            try await client.type(service.sent.code(to: Self.mail), for: own, in: owner)
            #expect(try await told() == "fr")
        }
    }
}
