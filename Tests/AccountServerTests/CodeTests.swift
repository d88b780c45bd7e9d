import AccountAPI
import AccountServer
import Encodings
import Foundation
import OneTimePassword
import Testing

@Suite struct CodeTests {
    typealias Party = (party: RelyingParty, secret: String)

    @Test func `the codes of the old and of the new device are accepted, each once`() async throws {
        let service = try await TestService()
        let party = try await service.service.relyingParties.add(name: "shop")
        try await service.run { client in
            try await client.register()
            let old = try await client.signIn()
            let new = try await client.signIn(device: .new(name: "New phone"))
            let codes = [old, new].map { $0.code(at: service.clock.now) }
            #expect(codes[0] != codes[1])
            for code in codes {
                #expect(try await Self.verify(client, code, party))
                #expect(try await !Self.verify(client, code, party))
            }
            service.clock.advance(30)
            #expect(try await Self.verify(client, old.code(at: service.clock.now), party))
        }
    }

    @Test(arguments: [-60, -30, 0, 30, 60])
    func `a code is good one step before and after its own`(offset: Int) async throws {
        let service = try await TestService()
        let party = try await service.service.relyingParties.add(name: "shop")
        try await service.run { client in
            try await client.register()
            let session = try await client.signIn()
            let code = session.code(at: service.clock.now.addingTimeInterval(Double(offset)))
            #expect(try await Self.verify(client, code, party) == (abs(offset) <= 30))
        }
    }

    @Test func `a code before one that was used is refused`() async throws {
        let service = try await TestService()
        let party = try await service.service.relyingParties.add(name: "shop")
        try await service.run { client in
            try await client.register()
            let session = try await client.signIn()
            let earlier = session.code(at: service.clock.now.addingTimeInterval(-30))
            let later = session.code(at: service.clock.now.addingTimeInterval(30))
            #expect(try await Self.verify(client, later, party))
            #expect(try await !Self.verify(client, earlier, party))
        }
    }

    @Test func `a right code of a device that is not settled is refused where others must be asked, at no cost`()
        async throws
    {
        let service = try await TestService()
        let party = try await service.service.relyingParties.add(name: "shop")
        try await service.run { client in
            let ada = try await service.approver(client)
            let phone = try await client.signIn(device: .new(name: "New phone"))
            for _ in 0..<8 {
                #expect(try await !Self.verify(client, phone.code(at: service.clock.now), party))
            }
            #expect(try await Self.verify(client, ada.session.code(at: service.clock.now), party))
            try await client.showContact(in: phone, service)
            #expect(try await Self.verify(client, phone.code(at: service.clock.now), party))
        }
    }

    @Test func `codes of a device that is not settled count after a week, and at once where nobody could be asked`()
        async throws
    {
        let service = try await TestService()
        let party = try await service.service.relyingParties.add(name: "shop")
        try await service.run { client in
            let ada = try await client.registered()
            // A recovery code alone holds no codes back.
            try await client.makeCode("a code on paper", in: ada)
            let first = try await client.signIn(device: .new(name: "Tablet"))
            #expect(try await Self.verify(client, first.code(at: service.clock.now), party))
            try await client.addVerified(.email, ContactTests.mail, in: ada, service)
            let phone = try await client.signIn(device: .new(name: "New phone"))
            service.clock.advance(7 * 86_400 - 1)
            #expect(try await !Self.verify(client, phone.code(at: service.clock.now), party))
            service.clock.advance(1)
            #expect(try await Self.verify(client, phone.code(at: service.clock.now), party))
        }
    }

    @Test func `blanks in a code do not matter`() async throws {
        let service = try await TestService()
        let party = try await service.service.relyingParties.add(name: "shop")
        try await service.run { client in
            try await client.register()
            let code = try await client.signIn().code(at: service.clock.now)
            #expect(try await Self.verify(client, " \(code.prefix(4)) \(code.suffix(4)) ", party))
        }
    }

    @Test func `one of fifty parallel tries of a code is accepted`() async throws {
        let service = try await TestService()
        let party = try await service.service.relyingParties.add(name: "shop")
        try await service.run { client in
            try await client.register()
            let code = try await client.signIn().code(at: service.clock.now)
            let answers = await withTaskGroup(of: Bool?.self) { group in
                for _ in 0..<50 {
                    group.addTask { try? await Self.verify(client, code, party) }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.count { $0 == true } == 1)
        }
    }

    @Test(arguments: [TestClient.ada, "nobody"])
    func `five wrong codes stop a name for a quarter of an hour`(name: String) async throws {
        let service = try await TestService()
        let party = try await service.service.relyingParties.add(name: "shop")
        try await service.run { client in
            try await client.register()
            let session = try await client.signIn()
            for code in ["00000000", "1", "", "123456789", "abcdefgh"] {
                #expect(try await !Self.verify(client, code, party, name: name))
            }
            let right = session.code(at: service.clock.now)
            let refusal = await #expect(throws: Problem.self) {
                try await Self.verify(client, right, party, name: name)
            }
            #expect(refusal?.code == .tooManyAttempts)
            #expect((1...900).contains(try #require(refusal?.retryAfter)))
            service.clock.advance(900)
            let again = session.code(at: service.clock.now)
            #expect(try await Self.verify(client, again, party, name: name) == (name == TestClient.ada))
        }
    }

    @Test func `a right code gives its try back`() async throws {
        let service = try await TestService()
        let party = try await service.service.relyingParties.add(name: "shop")
        try await service.run { client in
            try await client.register()
            let session = try await client.signIn()
            for _ in 0..<12 {
                #expect(try await Self.verify(client, session.code(at: service.clock.now), party))
                service.clock.advance(30)
            }
        }
    }

    @Test func `only a relying party with its secret is answered`() async throws {
        let service = try await TestService()
        let parties = service.service.relyingParties
        let party = try await parties.add(name: "shop")
        service.clock.advance(1)
        let other = try await parties.add(name: "other")
        #expect(party.secret.utf8.count == 64)
        #expect(try await parties.list().map(\.name) == ["shop", "other"])
        try await service.run { client in
            let wrong = [
                (party.party.id.rawValue, other.secret), (party.party.id.rawValue, ""),
                (String(repeating: "0", count: 32), party.secret), ("shop", party.secret),
            ]
            for (id, secret) in wrong {
                let header = "Basic \(Data("\(id):\(secret)".utf8).base64EncodedString())"
                let request = VerifyCode.Request(username: "ada", code: "12345678")
                let code = try await problem {
                    try await client.call(VerifyCode.self, request, authorization: header)
                }
                #expect(code == .clientRefused, "\(id)")
            }
            try await expectProblem(nil) { try await Self.verify(client, "12345678", party) }
            #expect(try await parties.remove(party.party.id))
            #expect(try await !parties.remove(party.party.id))
            try await expectProblem(.clientRefused) { try await Self.verify(client, "12345678", party) }
        }
    }

    static func verify(
        _ client: TestClient,
        _ code: String,
        _ party: Party,
        name: String = TestClient.ada
    ) async throws -> Bool {
        let credentials = Data("\(party.party.id):\(party.secret)".utf8).base64EncodedString()
        let request = VerifyCode.Request(username: name, code: code)
        return try await client.call(VerifyCode.self, request, authorization: "Basic \(credentials)").valid
    }
}
