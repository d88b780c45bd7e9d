import AccountAPI
import AccountServer
import Encodings
import SQLDatabase
import Testing

@Suite struct SignInRequestTests {
    @Test func `a request is approved with its number, and the approval is used once`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let ada = try await service.approver(client)
            let (id, number) = try await service.ask()
            #expect((10...99).contains(number))
            #expect(try await service.outcome(id) == .pending)
            let request = try await ada.request()
            #expect(request.application == "Shop" && request.place == "203.0.113.9" && !request.isTest)
            try await ada.answer(request, .approve, number: number)
            let account = ada.session.opened.account
            #expect(try await service.outcome(id) == .approved(account: account, device: ada.device))
            let used = try #require(try await service.service.signInRequests.consume(id))
            #expect(used.account == account && used.device == ada.device)
            #expect(try await service.service.signInRequests.consume(id) == nil)
            #expect(try await service.outcome(id) == .expired)
            #expect(try await ada.list().requests.isEmpty)
        }
    }

    @Test func `an approval that waits too long is no approval`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let ada = try await service.approver(client)
            let (id, number) = try await service.ask()
            try await ada.answer(try await ada.request(), .approve, number: number)
            service.clock.advance(121)
            #expect(try await service.outcome(id) == .expired)
            #expect(try await service.service.signInRequests.consume(id) == nil)
        }
    }

    @Test func `an approval of a device that was revoked since is no approval`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let ada = try await service.approver(client)
            let (id, number) = try await service.ask()
            try await ada.answer(try await ada.request(), .approve, number: number)
            let request = RevokeDevice.Request(device: ada.device)
            _ = try await client.call(RevokeDevice.self, request, session: ada.session)
            #expect(try await service.outcome(id) == .expired)
            #expect(try await service.service.signInRequests.consume(id) == nil)
        }
    }

    @Test(arguments: [AnswerSignInRequest.Decision.deny, .report])
    func `a request that is denied is refused`(decision: AnswerSignInRequest.Decision) async throws {
        let service = try await TestService()
        try await service.run { client in
            let ada = try await service.approver(client)
            let (id, _) = try await service.ask()
            try await ada.answer(try await ada.request(), decision)
            #expect(try await service.outcome(id) == .refused)
            #expect(try await service.service.signInRequests.consume(id) == nil)
        }
    }

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

    @Test func `what an application says is one short line`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let ada = try await service.approver(client)
            let text = "Shop\u{1B}[2J\n\u{202E}" + String(repeating: "x", count: 500)
            _ = try await service.service.signInRequests
                .start(
                    username: TestClient.ada,
                    by: .browser("desk", network: "192.0.2.1"),
                    client: nil,
                    application: text,
                    place: "a\tb",
                    message: text
                )
            let request = try await ada.request()
            for text in [request.application, request.place, request.message ?? ""] {
                #expect(text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
                #expect(!text.contains("\u{202E}") && text.count <= 200)
            }
        }
    }

    @Test func `nothing of a request can be read in the database`() async throws {
        let service = try await TestService()
        try await service.run { client in
            _ = try await service.approver(client)
            _ = try await service.service.signInRequests.start(
                username: TestClient.ada,
                by: .browser("desk", network: "203.0.113.77"),
                client: nil,
                application: "Reading Room",
                place: "203.0.113.77",
                message: "Gate seventeen"
            )
            let rows = try await service.database.read { transaction in
                try transaction.rows("SELECT * FROM sign_in_request", []).map { "\($0)" }
                    + transaction.rows("SELECT * FROM notice", []).map { "\($0)" }
            }
            #expect(rows.count >= 3)
            for word in ["Reading", "203.0.113.77", "seventeen", "Ada", "phone"] {
                #expect(!rows.contains { $0.contains(word) })
            }
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

    @Test func `strangers do not keep a new device from being confirmed by another one`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let ada = try await service.approver(client)
            for index in 0..<5 {
                _ = try await service.ask(by: .browser("\(index)", network: "198.51.100.\(index)"))
                service.clock.advance(61)
            }
            #expect(try await ada.list().requests.isEmpty)
            let new = try await client.signIn(device: .new(name: "New phone"))
            let started = try await client.call(StartDeviceApproval.self, Nothing(), session: new)
            let shown = try #require(try await ada.list().requests.first { $0.id == started.request })
            try await ada.answer(shown, .approve, number: started.number)
            let finish = FinishDeviceApproval.Request(request: started.request)
            #expect(try await client.call(FinishDeviceApproval.self, finish, session: new).state == .approved)
        }
    }

    @Test func `someone with the password cannot keep a new device from being confirmed by another`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let ada = try await service.approver(client)
            let thief = try await client.signIn(device: .new(name: "Stolen phone"))
            for _ in 0..<3 {
                _ = try await client.call(StartDeviceApproval.self, Nothing(), session: thief)
                try await ada.answer(try await ada.request(), .deny)
            }
            try await expectProblem(.tooManyAttempts) {
                try await client.call(StartDeviceApproval.self, Nothing(), session: thief)
            }
            // Nor does one that is open just now.
            let second = try await client.signIn(device: .new(name: "Another stolen phone"))
            let stolen = try await client.call(StartDeviceApproval.self, Nothing(), session: second)
            let new = try await client.signIn(device: .new(name: "New phone"))
            let started = try await client.call(StartDeviceApproval.self, Nothing(), session: new)
            #expect(started.number != stolen.number)
            let shown = try #require(try await ada.list().requests.first { $0.id == started.request })
            #expect(shown.place == "New phone")
            try await ada.answer(shown, .approve, number: started.number)
            let finish = FinishDeviceApproval.Request(request: started.request)
            #expect(try await client.call(FinishDeviceApproval.self, finish, session: new).state == .approved)
            let other = FinishDeviceApproval.Request(request: stolen.request)
            #expect(try await client.call(FinishDeviceApproval.self, other, session: second).state == .pending)
        }
    }

    @Test func `a device whose request was reported is told so, and when it can ask again`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let ada = try await service.approver(client)
            let new = try await client.signIn(device: .new(name: "New phone"))
            let started = try await client.call(StartDeviceApproval.self, Nothing(), session: new)
            try await ada.answer(try await ada.request(), .report)
            let finish = FinishDeviceApproval.Request(request: started.request)
            let refusal = await #expect(throws: Problem.self) {
                try await client.call(FinishDeviceApproval.self, finish, session: new)
            }
            #expect(refusal?.code == .signInRequestReported && refusal?.retryAfter == 3600)
            service.clock.advance(600)
            let again = await #expect(throws: Problem.self) {
                try await client.call(StartDeviceApproval.self, Nothing(), session: new)
            }
            #expect(again?.code == .signInRequestReported && again?.retryAfter == 3000)
            // It is of this device alone, and for an hour.
            let other = try await client.signIn(device: .new(name: "Another phone"))
            _ = try await client.call(StartDeviceApproval.self, Nothing(), session: other)
            service.clock.advance(3001)
            let once = try await client.call(StartDeviceApproval.self, Nothing(), session: new)
            #expect(try await ada.request().id == once.request)
        }
    }

    @Test func `a device that waits no longer withdraws its request, and asks again at once`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let ada = try await service.approver(client)
            let new = try await client.signIn(device: .new(name: "New phone"))
            let started = try await client.call(StartDeviceApproval.self, Nothing(), session: new)
            let shown = try await ada.request()
            let own = FinishDeviceApproval.Request(request: started.request)
            let other = try await client.signIn(device: .new(name: "Another phone"))
            try await expectProblem(.noSuchSignInRequest) {
                try await client.call(WithdrawDeviceApproval.self, own, session: other)
            }
            _ = try await client.call(WithdrawDeviceApproval.self, own, session: new)
            #expect(try await ada.list().requests.isEmpty)
            try await expectProblem(.signInRequestAnswered) {
                try await ada.answer(shown, .approve, number: started.number)
            }
            #expect(try await client.call(FinishDeviceApproval.self, own, session: new).state == .expired)
            let again = try await client.call(StartDeviceApproval.self, Nothing(), session: new)
            #expect(try await ada.request().id == again.request)
        }
    }

    @Test func `no device is asked to confirm itself`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let ada = try await service.approver(client)
            let started = try await client.call(StartDeviceApproval.self, Nothing(), session: ada.session)
            #expect(try await ada.list().requests.isEmpty)
            let request = SignInRequestNotice(
                id: started.request,
                client: "\(StartDeviceApproval.client)\(ada.device)",
                application: "Sparekey",
                place: "",
                message: nil,
                created: started.expires - 60_000,
                expires: started.expires,
                isTest: false
            )
            try await expectProblem(.noSuchSignInRequest) {
                try await ada.answer(request, .approve, number: started.number)
            }
        }
    }

    @Test func `devices that want to be confirmed ask twelve times in ten minutes, and the account hears of it`()
        async throws
    {
        let service = try await TestService()
        try await service.run { client in
            let ada = try await service.approver(client)
            for number in 1...5 {
                let thief = try await client.signIn(device: .new(name: "Stolen phone \(number)"))
                for _ in 0..<(number == 5 ? 1 : 3) {
                    let started = try await client.call(StartDeviceApproval.self, Nothing(), session: thief)
                    let shown = try await ada.list().requests.first { $0.id == started.request }
                    #expect((shown == nil) == (number == 5))
                    if let shown { try await ada.answer(shown, .deny) }
                }
            }
            #expect(try await ada.list().notices.filter { $0.kind == .requestsMuted }.count == 1)
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

    @Test func `what could reach nobody is forgotten after ten minutes`() async throws {
        let service = try await TestService()
        try await service.run { client in
            for index in 0..<50 {
                _ = try await service.ask("nobody \(index)")
            }
            service.clock.advance(661)
            await service.service.keepHouse()
            #expect(try await service.count("sign_in_request") == 0)
        }
    }

    @Test func `what is over is deleted after two hours`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let ada = try await service.approver(client)
            let before = try await service.count("sign_in_request")
            _ = try await service.ask()
            try await ada.answer(try await ada.request(), .deny)
            #expect(before == 1)
            service.clock.advance(3600)
            await service.service.keepHouse()
            #expect(try await service.count("sign_in_request") == 2)
            service.clock.advance(3700)
            await service.service.keepHouse()
            #expect(try await service.count("sign_in_request") == 0)
        }
    }
}
