import AccountAPI
import Testing

extension RemovalTests {
    @Test func `a device that taking back has put out is told so, and no name that its list never had`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let phone = try await client.registered()
            service.clock.advance(1)
            let first = try await client.signIn(device: .new(name: "First"))
            service.clock.advance(1)
            try await client.revoke(phone.opened.device, in: first)
            service.clock.advance(1)
            let second = try await client.signIn(device: .new(name: "Second"))
            let back = try await client.takeBack(phone)
            try await client.finishTakingBack(back, password: "better", key: nil)
            let at = Self.now(service)
            let named = try await Self.refusal(client, first)
            #expect(named.code == .sessionInvalid)
            #expect(named.removal == DeviceRemoval(kind: .takenBack, at: at, by: "Ada's old phone"))
            let unnamed = try await Self.refusal(client, second)
            #expect(unnamed.removal == DeviceRemoval(kind: .takenBack, at: at, by: nil))
        }
    }
}
