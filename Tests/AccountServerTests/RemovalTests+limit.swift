import AccountAPI
import Encodings
import SQLDatabase
import Testing

extension RemovalTests {
    @Test func `a removal of a kind that only a newer node knows leaves the refusal as it is`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let phone = try await client.registered()
            let tablet = try await client.signIn(device: .new(name: "Tablet"))
            try await client.revoke(tablet.opened.device, in: phone)
            try await service.database.write { try $0.execute("UPDATE removal SET kind = 'newer'", []) }
            let refusal = try await Self.refusal(client, tablet)
            #expect(refusal.code == .sessionInvalid && refusal.removal == nil)
        }
    }

    @Test func `however many devices push each other out, two hundred such removals are kept`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let phone = try await client.registered()
            let tablet = try await client.signIn(device: .new(name: "Tablet"))
            try await client.revoke(tablet.opened.device, in: phone)
            let (account, now) = (phone.opened.account.rawValue, Self.now(service))
            try await service.database.write { transaction in
                for number in 1...200 {
                    try transaction.execute(
                        "INSERT INTO removal (device, account, kind, at, expires) VALUES ($1, $2, 'no-place', $3, $4)",
                        [
                            .text("\(number)"), .text(account), .integer(now - Int64(number)),
                            .integer(now + 86_400_000),
                        ]
                    )
                }
            }
            let guest = try await client.signIn(device: .new(name: "Guest"))
            for _ in 0..<5 { _ = try await client.signIn(device: .new(name: "Guest")) }
            #expect(try await service.count("removal WHERE kind = 'no-place'") == 200)
            #expect(try await service.count("removal WHERE device = '200'") == 0)
            #expect(try await Self.refusal(client, guest).removal?.kind == .noPlace)
            // Those of another kind stay, however many these are.
            #expect(try await Self.refusal(client, tablet).removal?.kind == .device)
        }
    }
}
