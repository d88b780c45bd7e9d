import AccountAPI
import AccountServer
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
