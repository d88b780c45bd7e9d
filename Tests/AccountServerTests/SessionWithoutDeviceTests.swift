import AccountAPI
import Testing

/// Sessions that belong to no device: nobody sees them in a list.
@Suite struct SessionWithoutDeviceTests {
    @Test func `however often someone signs in without a device, two hundred sessions are kept`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let phone = try await client.registered()
            let (sessions, evidence) = (try await service.count("session"), try await service.count("evidence"))
            let first = try await client.signIn(device: nil)
            for _ in 0..<200 {
                service.clock.advance(1)
                _ = try await client.signIn(device: nil)
            }
            #expect(try await service.count("session") == sessions + 200)
            #expect(try await service.count("evidence") == evidence + 200)
            try await expectProblem(.sessionInvalid) {
                try await client.call(ReadAccount.self, Nothing(), session: first)
            }
            // Those of devices are not among them.
            _ = try await client.call(ReadAccount.self, Nothing(), session: phone)
        }
    }

    @Test func `nor does a device that begins to take the account back, and nobody else ends what it began`()
        async throws
    {
        let service = try await TestService()
        try await service.run { client in
            let owner = try await client.registered()
            let thief = try await client.signIn(device: .new(name: "Thief"))
            try await client.revoke(owner.opened.device, in: thief)
            var last = try await client.takeBack(owner)
            for _ in 0..<200 {
                service.clock.advance(1)
                last = try await client.takeBack(owner)
            }
            #expect(try await service.count("session WHERE is_taking_back = 1") == 200)
            for _ in 0..<201 { _ = try await client.signIn(device: nil) }
            _ = try await client.call(ReadTakingBack.self, Nothing(), session: last)
        }
    }
}
