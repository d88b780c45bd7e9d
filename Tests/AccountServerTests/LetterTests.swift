import AccountAPI
import AccountServer
import Foundation
import HTTPTypes
import HummingbirdTesting
import SQLDatabase
import Testing

@Suite struct LetterTests {
    @Test func `a letter lets the owner in where strangers have spent everything`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let session = try await client.registered()
            try await client.addVerified(.email, "ada@mail.example", in: session, service)
            try await Self.spendEverything(client)
            let elsewhere = client.at("192.0.2.77")
            try await expectProblem(.tooManyAttempts) { try await elsewhere.signIn() }
            let code = try #require(try await Self.letter(elsewhere, service))
            let again = try await elsewhere.signIn(letter: code)
            #expect(again.opened.account == session.opened.account)
            // A success costs no try; five wrong passwords are what it opens.
            for left in (0..<5).reversed() {
                let started = try await elsewhere.start(TestClient.ada, "wrong", letter: code)
                #expect(started.response.attemptsLeft == left)
            }
            try await expectProblem(.letterRefused) { try await elsewhere.start(letter: code) }
        }
    }

    @Test(arguments: [false, true])
    func `the code of a letter shows a contact until one that has it is removed`(isRemoved: Bool) async throws {
        let service = try await TestService()
        try await service.run { client in
            let session = try await client.registered()
            try await client.addVerified(.email, "ada@mail.example", in: session, service)
            let lost = try await client.addVerified(.email, "lost@mail.example", in: session, service)
            let letter = try #require(try await Self.letter(client, service))
            if isRemoved { try await client.remove(lost.contact, in: session) }
            let new = try await client.signIn(device: .new(name: "New phone"), letter: letter)
            let devices = try await client.call(ListDevices.self, Nothing(), session: new).devices
            #expect((devices.first { $0.current }?.settles == nil) != isRemoved)
        }
    }

    @Test func `every name is answered and stored alike, and nothing is sent without a contact`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let session = try await client.registered()
            try await client.addVerified(.email, "ada@mail.example", in: session, service)
            try await client.register("without")
            let before = service.sent.messages.count
            var lengths: Set<Int> = []
            var answers: Set<[Int]> = []
            for name in [TestClient.ada, "without", "nobody"] {
                let body = Array(try JSONEncoder().encode(RequestLetter.Request(username: name)))
                let answer = try await client.send(RequestLetter.path, method: .post, body: body)
                #expect(answer.status == .ok)
                lengths.insert(answer.data.count)
                let decoded = try answer.decode(RequestLetter.Response.self)
                answers.insert([Int(decoded.expires), decoded.tries])
            }
            #expect(lengths.count == 1 && answers.count == 1)
            let sizes = try await service.database.read { transaction in
                try transaction.rows("SELECT length(code) AS code, length(hash) AS hash FROM letter", [])
                    .map { [try $0.integer("code"), try $0.integer("hash")] }
            }
            #expect(sizes.count == 3 && Set(sizes).count == 1)
            #expect(try await service.service.sendLetters() == 3)
            #expect(service.sent.messages.count == before + 1)
            #expect(service.sent.messages.last?.recipient.address == "ada@mail.example")
        }
    }

    @Test(arguments: [TestClient.ada, "nobody"])
    func `three letters a day go to a name, and a stranger's are the owner's as well`(name: String) async throws {
        let service = try await TestService()
        try await service.run { client in
            let session = try await client.registered()
            try await client.addVerified(.email, "ada@mail.example", in: session, service)
            var codes: [String?] = []
            for index in 0..<3 {
                codes.append(try await Self.letter(client.at("198.51.100.\(index)"), service, name: name))
            }
            let refusal = await #expect(throws: Problem.self) {
                try await client.at("192.0.2.8").call(RequestLetter.self, .init(username: name))
            }
            #expect(refusal?.code == .tooManyLetters)
            #expect((1...86_400).contains(refusal?.retryAfter ?? 0))
            guard name == TestClient.ada else { return #expect(codes.allSatisfy { $0 == nil }) }
            try await Self.spendEverything(client)
            for code in codes {
                _ = try await client.at("192.0.2.8").signIn(device: nil, letter: code)
            }
            service.clock.advance(86_400)
            try await expectProblem(.letterRefused) {
                try await client.at("192.0.2.8").start(letter: codes[0])
            }
        }
    }

    @Test func `the code of one name opens no other, and a wrong one costs the name nothing`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let session = try await client.registered()
            try await client.addVerified(.email, "ada@mail.example", in: session, service)
            try await client.register("eve")
            let code = try #require(try await Self.letter(client, service))
            for name in ["eve", "nobody"] {
                try await expectProblem(.letterRefused) { try await client.start(name, letter: code) }
            }
            for wrong in ["", "0000-0000-0000", "x", String(repeating: "A", count: 5000), "\u{600}"] {
                try await expectProblem(.letterRefused) { try await client.start(letter: wrong) }
            }
            #expect(try await client.start(TestClient.ada, "wrong").response.attemptsLeft == 4)
        }
    }

    @Test func `wrong codes are counted by address, and a right one is not`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let session = try await client.registered()
            try await client.addVerified(.email, "ada@mail.example", in: session, service)
            let code = try #require(try await Self.letter(client, service))
            let neighbour = client.at("192.0.2.1")
            for _ in 0..<300 {
                try await expectProblem(.letterRefused) { try await neighbour.start(letter: "0000-0000-0000") }
            }
            try await expectProblem(.tooManyFromAddress) { try await neighbour.start(letter: "0000-0000-0000") }
            _ = try await neighbour.signIn(device: nil, letter: code)
        }
    }

    @Test func `the database holds no code once it was sent, and none that can be tested`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let session = try await client.registered()
            try await client.addVerified(.email, "ada@mail.example", in: session, service)
            let code = try #require(try await Self.letter(client, service))
            let rows = try await service.database.read { transaction in
                try transaction.rows("SELECT * FROM letter", []).map { row in
                    try #require(try row.optionalBlob("code") == nil)
                    return "\(row)"
                }
            }
            #expect(rows.count == 1)
            #expect(!rows[0].contains(code) && !rows[0].contains(code.replacing("-", with: "")))
            // Five bits a character.
            #expect(code.wholeMatch(of: /[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}/) != nil)
            #expect(try await Self.letter(client, service) != code)
        }
    }

    @Test func `a letter that cannot be sent is tried again`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let session = try await client.registered()
            try await client.addVerified(.email, "ada@mail.example", in: session, service)
            service.sent.fail(with: .unreachable)
            _ = try await client.call(RequestLetter.self, .init(username: TestClient.ada))
            #expect(try await service.service.sendLetters() == 1)
            #expect(try await service.service.sendLetters() == 0)
            service.sent.fail(with: nil)
            service.clock.advance(60)
            #expect(try await service.service.sendLetters() == 1)
            #expect(service.sent.letter(to: "ada@mail.example") != nil)
        }
    }

    @Test func `a letter is in the language of whoever asks, and notices stay in that of the contact`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let session = try await client.registered()
            try await client.addVerified(.email, "ada@mail.example", in: session, service)
            // Without a language, the contact's; one that nobody has words for is English, as everywhere.
            for (wished, sent) in [("fr", "fr"), (nil, "en"), ("fr-CH", "fr"), ("tlh", "en")] {
                service.clock.advance(86_400)
                _ = try await client.call(RequestLetter.self, .init(username: TestClient.ada, language: wished))
                try await service.service.sendLetters()
                #expect(service.sent.messages.last { $0.kind == .letter }?.language == sent)
            }
            _ = try await client.signIn(device: .new(name: "New phone"))
            try await service.service.sendNotices()
            #expect(service.sent.messages.last?.kind == .notice && service.sent.messages.last?.language == "en")
        }
    }

    @Test func `a neighbour who asks for many letters leaves the owner's of this network alone`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let session = try await client.registered()
            try await client.addVerified(.email, "ada@mail.example", in: session, service)
            for number in 0..<20 { _ = try await client.call(RequestLetter.self, .init(username: "nobody\(number)")) }
            try await expectProblem(.tooManyFromAddress) {
                try await client.call(RequestLetter.self, .init(username: "nobody"))
            }
            #expect(try await Self.letter(client, service) != nil)
        }
    }

    /// Has a letter sent, and reads it; nil where none was sent.
    static func letter(
        _ client: TestClient,
        _ service: TestService,
        name: String = TestClient.ada
    ) async throws -> String? {
        let before = service.sent.messages.count
        _ = try await client.call(RequestLetter.self, .init(username: name))
        try await service.service.sendLetters()
        return service.sent.messages.count == before ? nil : service.sent.letter(to: "ada@mail.example")
    }

    /// What strangers can spend of a name.
    static func spendEverything(_ client: TestClient, _ name: String = TestClient.ada) async throws {
        for index in 0..<30 {
            _ = try await problem { try await client.at("198.51.100.\(index)").start(name, "wrong") }
        }
    }
}
