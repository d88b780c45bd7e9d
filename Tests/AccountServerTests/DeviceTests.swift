import AccountAPI
import AccountServer
import Testing

@Suite struct DeviceTests {
    @Test func `a revoked device loses its session and its codes at once`() async throws {
        let service = try await TestService()
        let party = try await service.service.relyingParties.add(name: "shop")
        try await service.run { client in
            try await client.register()
            let old = try await client.signIn()
            let new = try await client.signIn(device: .new(name: "New phone"))
            let id = try #require(old.opened.device)
            _ = try await client.call(RevokeDevice.self, RevokeDevice.Request(device: id), session: new)
            let code = try await problem { try await client.call(ListDevices.self, Nothing(), session: old) }
            #expect(code == .sessionInvalid)
            let shown = old.code(at: service.clock.now)
            #expect(try await !CodeTests.verify(client, shown, party))
            let left = try await client.call(ListDevices.self, Nothing(), session: new).devices
            #expect(left.map(\.name) == ["New phone"])
        }
    }

    @Test func `a device of another account can be neither revoked nor used`() async throws {
        try await TestService().run { client in
            try await client.register()
            try await client.register("eve", "her own password")
            let ada = try #require(try await client.signIn().opened.device)
            let eve = try await client.signIn("eve", "her own password")
            let revoke = RevokeDevice.Request(device: ada)
            let code = try await problem { try await client.call(RevokeDevice.self, revoke, session: eve) }
            #expect(code == .noSuchDevice)
            let use = try await problem { try await client.signIn("eve", "her own password", device: .known(ada)) }
            #expect(use == .noSuchDevice)
        }
    }

    @Test func `a device that signs in again keeps its secret and ends its old session`() async throws {
        let service = try await TestService()
        let party = try await service.service.relyingParties.add(name: "shop")
        try await service.run { client in
            try await client.register()
            let first = try await client.signIn()
            let id = try #require(first.opened.device)
            let second = try await client.signIn(device: .known(id))
            #expect(second.opened.device == id)
            let code = try await problem { try await client.call(ListDevices.self, Nothing(), session: first) }
            #expect(code == .sessionInvalid)
            #expect(try await client.call(ListDevices.self, Nothing(), session: second).devices.count == 1)
            #expect(try await CodeTests.verify(client, first.code(at: service.clock.now), party))
        }
    }

    @Test func `an account has twenty devices at most`() async throws {
        let service = try await TestService()
        try await service.run { client in
            try await client.register()
            for _ in 0..<20 {
                _ = try await client.signIn()
            }
            let refusal = await #expect(throws: Problem.self) { try await client.signIn() }
            #expect(refusal?.status == 409)
            _ = try await client.signIn(device: nil)
        }
        #expect(try await service.count("device") == 20)
    }

    @Test(arguments: ["", "  ", "a\u{7}b", String(repeating: "x", count: 101)])
    func `a device name that is not allowed is refused`(name: String) async throws {
        try await TestService().run { client in
            try await client.register()
            try await expectProblem(.invalidRequest) { try await client.signIn(device: .new(name: name)) }
        }
    }
}
