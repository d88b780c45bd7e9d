import AccountAPI
import Encodings
import Foundation
import SQLDatabase
import Testing

@testable import AccountServer

/// What a removed device is told of who has removed it, and whom nothing is told.
@Suite struct RemovalTests {
    /// How a request of a session is refused.
    static func refusal(_ client: TestClient, _ session: TestSession) async throws -> Problem {
        let refusal = await #expect(throws: Problem.self) {
            try await client.call(ListDevices.self, Nothing(), session: session)
        }
        return try #require(refusal)
    }

    static func now(_ service: TestService) -> Int64 {
        Int64(service.clock.now.timeIntervalSince1970 * 1000)
    }

    @Test func `a device that an older one has removed is told which one, for 30 days`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let phone = try await client.registered()
            let tablet = try await client.signIn(device: .new(name: "Tablet"))
            try await client.revoke(tablet.opened.device, in: phone)
            let expected = DeviceRemoval(kind: .device, at: Self.now(service), by: "Ada's old phone")
            service.clock.advance(60)
            let refusal = try await Self.refusal(client, tablet)
            #expect(refusal.code == .sessionInvalid && refusal.removal == expected)
            // With the password as well.
            let signIn = await #expect(throws: Problem.self) { try await client.signIn(again: tablet) }
            #expect(signIn?.code == .noSuchDevice && signIn?.removal == expected)
            // Its sessions are known by their keys alone.
            let stranger = TestSession(tablet.opened, requestKey: phone.key)
            let told = try await Self.refusal(client, stranger)
            #expect(told.code == .sessionInvalid && told.removal == nil)
            service.clock.advance(30 * 86_400)
            #expect(try await Self.refusal(client, tablet).removal == nil)
            await service.service.keepHouse()
            #expect(try await service.count("removal") == 0)
        }
    }

    @Test func `without a secret of the account nobody is told at a sign-in, and with the recovery code one is`()
        async throws
    {
        let service = try await TestService()
        try await service.run { client in
            let phone = try await client.registered()
            try await client.makeCode(RecoveryCodeTests.code, in: phone)
            let tablet = try await client.signIn(device: .new(name: "Tablet"))
            let id = try #require(tablet.opened.device)
            try await client.revoke(id, in: phone)
            let (started, _) = try await client.start(TestClient.ada, "a guess")
            let guess = FinishSignIn.Request(
                signIn: started.signIn,
                ke3: Bytes([UInt8](repeating: 7, count: 64)),
                device: .known(id)
            )
            let refusal = await #expect(throws: Problem.self) { try await client.call(FinishSignIn.self, guess) }
            #expect(refusal?.code == .signInRefused && refusal?.removal == nil && refusal?.proof == nil)
            // Nor is whoever signs in to another account with its own password.
            _ = try await client.registered("eve@example.org")
            let other = await #expect(throws: Problem.self) {
                try await client.signIn("eve@example.org", device: .known(id))
            }
            #expect(other?.code == .noSuchDevice && other?.removal == nil)
            let told = await #expect(throws: Problem.self) {
                try await client.signIn(
                    TestClient.ada,
                    RecoveryCodeTests.code,
                    device: .known(id),
                    with: .recoveryCode
                )
            }
            #expect(told?.removal?.by == "Ada's old phone")
        }
    }

    @Test func `a suspended device is told which one has removed it, and nothing once it is back`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let phone = try await client.registered()
            service.clock.advance(1)
            let thief = try await client.signIn(device: .new(name: "Another phone"))
            try await client.revoke(phone.opened.device, in: thief)
            let expected = DeviceRemoval(kind: .device, at: Self.now(service), by: "Another phone")
            let refusal = try await Self.refusal(client, phone)
            #expect(refusal.code == .deviceSuspended && refusal.removal == expected)
            let signIn = await #expect(throws: Problem.self) { try await client.signIn(again: phone) }
            #expect(signIn?.code == .deviceSuspended && signIn?.removal == expected)
            let back = try await client.takeBack(phone)
            try await client.finishTakingBack(back, password: "better", key: nil)
            #expect(try await Self.refusal(client, phone).removal == nil)
        }
    }

    @Test func `a device that goes with the old password, or for want of a place, is told that`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let first = try await client.registered()
            let phone = TestSession(try await client.signIn(again: first), deviceOf: first)
            let tablet = try await client.signIn(device: .new(name: "Tablet"))
            try await client.changePassword(to: "new and new", in: phone)
            let removal = try await Self.refusal(client, tablet).removal
            #expect(removal?.kind == .oldSecret && removal?.by == "Ada's old phone")
            let signIn = { try await client.signIn(TestClient.ada, "new and new", device: .new(name: "Guest")) }
            let guest = try await signIn()
            for _ in 0..<5 { _ = try await signIn() }
            #expect(try await Self.refusal(client, guest).removal?.kind == .noPlace)
        }
    }

    @Test func `a member is told that an administrator has removed a device, by its credential too`() async throws {
        let acme = try await Acme()
        try await acme.service.run { client in
            let old = try await client.enroll(try await acme.code(), name: "old")
            let approver = Approver.enrolled(client, old, acme.service)
            let new = try await client.enroll(try await acme.code(), name: "new")
            try await acme.organizations
                .revokeDevice(old.response.device, of: acme.ada.account, in: acme.organization.id, by: .console)
            let expected = DeviceRemoval(kind: .administrator, at: Self.now(acme.service), by: nil)
            #expect(try await Self.refusal(client, old.session).removal == expected)
            let refused = await #expect(throws: Problem.self) { try await approver.list() }
            #expect(refused?.code == .deviceRefused && refused?.removal == expected)
            let other = Approver.enrolled(client, new, acme.service)
            let stranger = await #expect(throws: Problem.self) {
                try await other.call(ListSignInRequests.self, Nothing(), as: old.response.device)
            }
            #expect(stranger?.code == .deviceRefused && stranger?.removal == nil)
        }
    }

    @Test func `a kind that only a newer service knows leaves the refusal as it is`() throws {
        let json = #"{"code":"session.invalid","title":"t","status":401,"removal":{"kind":"newer","at":1}}"#
        let problem = try JSONDecoder().decode(Problem.self, from: Data(json.utf8))
        #expect(problem.code == .sessionInvalid && problem.removal == nil)
    }

    @Test func `a device that was suspended before this was noted is told no more than that`() async throws {
        let database = try SQLiteDatabase(inMemory: ())
        try await database.migrate(Array(Schema.migrations.prefix(21)))
        let (account, device) = (String(repeating: "a", count: 32), String(repeating: "b", count: 32))
        try await database.write { transaction in
            for sql in [
                "INSERT INTO account (id, login, created) VALUES ('\(account)', x'01', 1)",
                """
                INSERT INTO device (id, account, name, secret, last_step, added, last_used, suspended)
                VALUES ('\(device)', '\(account)', x'02', x'02', 0, 1, 1, 2)
                """,
            ] { try transaction.execute(sql) }
        }
        let service = try await TestService(database: database)
        let found = try await database.read { transaction in
            try RemovalStore(transaction: transaction).removal(of: try #require(ServiceDeviceID(device)), now: 3)
        }
        #expect(found == nil)
        #expect(try await service.count("device WHERE suspended = 2") == 1)
    }
}
