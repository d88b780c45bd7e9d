import AccountAPI
import AccountServer
import Testing

/// Requests by which a new device asks the others to confirm it.
extension SignInRequestTests {
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
}
