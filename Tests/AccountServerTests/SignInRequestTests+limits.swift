import AccountAPI
import AccountServer
import Encodings
import Testing

/// What keeps strangers from sending one request after another, and from learning anything by it.
extension SignInRequestTests {
    /// What is asked of these names looks alike to whoever asks.
    enum Name: String, CaseIterable {
        case approving, withoutDevice, untested, unknown

        func prepare(_ client: TestClient, _ service: TestService) async throws {
            switch self {
            case .approving: _ = try await service.approver(client)
            case .withoutDevice: _ = try await client.registered()
            case .untested:
                let session = try await client.registered()
                let contact = try await client.addVerified(.email, "ada@mail.example", in: session, service)
                _ = try await Approver.register(client, session, proof: contact.proof, service)
            case .unknown: break
            }
        }
    }

    @Test(arguments: Name.allCases)
    func `every name is asked, waits, expires and is muted in the same way`(name: Name) async throws {
        let service = try await TestService()
        try await service.run { client in
            try await name.prepare(client, service)
            for _ in 0..<3 {
                let (id, number) = try await service.ask()
                #expect((10...99).contains(number))
                #expect(try await service.outcome(id) == .pending)
                // One is open: the next has to wait until it is over.
                let problem = await #expect(throws: Problem.self) { try await service.ask() }
                #expect(problem?.code == .tooManyAttempts)
                #expect(problem?.retryAfter == 60)
                // Letter case and blanks do not make another name.
                try await expectProblem(.tooManyAttempts) { try await service.ask(" ADA@example.org") }
                service.clock.advance(60)
                #expect(try await service.outcome(id) == .expired)
            }
            let muted = await #expect(throws: Problem.self) { try await service.ask() }
            #expect(muted?.code == .tooManyAttempts)
            #expect(muted?.retryAfter == 420)
            service.clock.advance(420)
            _ = try await service.ask()
        }
    }

    @Test func `approved requests do not count, however many more are sent`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let ada = try await service.approver(client)
            for _ in 0..<8 {
                let (_, number) = try await service.ask()
                try await ada.answer(try await ada.request(), .approve, number: number)
            }
            let denied = try await service.ask()
            try await ada.answer(try await ada.request(), .deny)
            #expect(try await service.outcome(denied.id) == .refused)
            for _ in 0..<2 {
                _ = try await service.ask()
                service.clock.advance(60)
            }
            try await expectProblem(.tooManyAttempts) { try await service.ask() }
        }
    }

    @Test func `a flood is reported once, and a hundred attempts at once open one request`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let ada = try await service.approver(client)
            let other = try await client.signIn(device: .new(name: "Tablet"))
            for round in 0..<3 {
                let open = try await withThrowingTaskGroup(of: Bool.self) { group in
                    for _ in 0..<100 {
                        group.addTask { try await problem { try await service.ask() } == nil }
                    }
                    return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
                }
                #expect(open == 1, "round \(round)")
                #expect(try await ada.list().requests.count == 1)
                service.clock.advance(60)
            }
            for _ in 0..<20 {
                try await expectProblem(.tooManyAttempts) { try await service.ask() }
            }
            let notices = try await client.call(ListNotices.self, Nothing(), session: other).notices
            #expect(notices.filter { $0.kind == .requestsMuted }.count == 1)
            #expect(try await ada.list().notices.contains { $0.kind == .requestsMuted })
        }
    }

    @Test func `a reported application reaches nobody for an hour, and cannot tell`() async throws {
        let service = try await TestService()
        let shop = try await service.service.relyingParties.add(name: "Shop").party.id
        let bank = try await service.service.relyingParties.add(name: "Bank").party.id
        try await service.run { client in
            let ada = try await service.approver(client)
            _ = try await service.ask(client: shop)
            let asked = try await ada.request()
            #expect(asked.client == shop.rawValue)
            try await ada.answer(asked, .report)
            let silent = try await service.ask(client: shop)
            #expect(try await service.outcome(silent.id) == .pending)
            #expect(try await ada.list().requests.isEmpty)
            service.clock.advance(60)
            #expect(try await service.outcome(silent.id) == .expired)
            _ = try await service.ask(client: bank, application: "Bank")
            #expect(try await ada.request().client == bank.rawValue)
            service.clock.advance(3600)
            _ = try await service.ask(client: shop)
            #expect(try await ada.request().client == shop.rawValue)
        }
    }

    @Test(arguments: Name.allCases)
    func `what a stranger learns does not depend on what others do`(name: Name) async throws {
        let service = try await TestService()
        try await service.run { client in
            try await name.prepare(client, service)
            for presence in [false, true] {
                if presence { _ = try await service.ask(by: .browser("victim", network: "192.0.2.1")) }
                // Also a neighbour in the victim's own network, and an application.
                let party = try await service.service.relyingParties.add(name: "Shop").party.id
                let strangers: [RequestAsker] = [
                    .browser("stranger \(presence)", network: "192.0.2.1"),
                    .browser("other \(presence)", network: "198.51.100.1"), .application(party),
                ]
                for stranger in strangers {
                    let (id, _) = try await service.ask(by: stranger)
                    #expect(try await service.outcome(id) == .pending)
                    try await expectProblem(.tooManyAttempts) { try await service.ask(by: stranger) }
                }
                service.clock.advance(60)
            }
        }
    }

    @Test func `strangers neither mute nor keep busy a known browser, a letter or the owner's number`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let ada = try await service.approver(client)
            for round in 0..<4 {
                for index in 0..<5 {
                    let stranger = RequestAsker.browser("\(round) \(index)", network: "198.51.100.\(index)")
                    _ = try await service.ask(by: stranger)
                }
                // One of them is open while there are fewer than three, and never more.
                let strangers = try await ada.list().requests
                #expect(strangers.count == (round < 3 ? 1 : 0))
                let (id, number) = try await service.ask(by: .knownBrowser("laptop"))
                let open = try await ada.list().requests
                #expect(open.count == strangers.count + 1)
                let own = try #require(open.first { request in !strangers.contains { $0.id == request.id } })
                // Typed for a stranger's request by mistake, the number is noticed.
                if let other = strangers.first {
                    try await expectProblem(.numberMismatched) {
                        try await ada.answer(other, .approve, number: number)
                    }
                }
                try await ada.answer(own, .approve, number: number)
                let account = ada.session.opened.account
                #expect(try await service.outcome(id) == .approved(account: account, device: ada.device))
                service.clock.advance(61)
            }
            #expect(try await ada.list().notices.contains { $0.kind == .requestsMuted })
        }
    }

    @Test func `a report shuts out where the request came from, and not the owner`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let ada = try await service.approver(client)
            let stranger = RequestAsker.browser("stranger", network: "198.51.100.1")
            _ = try await service.ask(by: stranger)
            try await ada.answer(try await ada.request(), .report)
            let again = try await service.ask(by: .browser("another", network: "198.51.100.1"))
            #expect(try await service.outcome(again.id) == .pending)
            #expect(try await ada.list().requests.isEmpty)
            for owner in [RequestAsker.browser("new laptop", network: "192.0.2.1"), .knownBrowser("laptop")] {
                let (id, number) = try await service.ask(by: owner)
                try await ada.answer(try await ada.request(), .approve, number: number)
                #expect(try await service.outcome(id) != .pending)
            }
        }
    }

    @Test func `a known browser has its own limits`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let ada = try await service.approver(client)
            for _ in 0..<3 {
                _ = try await service.ask(by: .knownBrowser("laptop"))
                try await expectProblem(.tooManyAttempts) { try await service.ask(by: .knownBrowser("laptop")) }
                try await ada.answer(try await ada.request(), .deny)
            }
            try await expectProblem(.tooManyAttempts) { try await service.ask(by: .knownBrowser("laptop")) }
            _ = try await service.ask(by: .browser("new", network: "192.0.2.1"))
            #expect(try await ada.list().requests.count == 1)
        }
    }
}
