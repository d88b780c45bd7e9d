import AccountAPI
import AccountServer
import Encodings
import Primitives
import SQLDatabase
import Testing

/// What a guarded act costs is spent before its expensive part: nobody whose budget is spent makes a service work.
@Suite struct GuardedActCostTests {
    /// Has every attempt to keep what the account had fail.
    private static func keepNothing(_ service: TestService) async throws {
        try await service.database.write { transaction in
            for change in ["INSERT", "UPDATE"] {
                let sql = """
                    CREATE TRIGGER no_\(change) BEFORE \(change) ON replaced BEGIN SELECT RAISE(ABORT, 'kept'); END
                    """
                try transaction.execute(sql, [])
            }
        }
    }

    /// A settled device of an account whose older one can take back what it does.
    private static func younger(_ client: TestClient, _ service: TestService) async throws -> TestSession {
        let owner = try await client.registered()
        try await client.addVerified(.email, ContactTests.mail, in: owner, service)
        return try await client.settled(service)
    }

    @Test func `where the changes of an hour are spent, nothing is kept for another`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let session = try await Self.younger(client, service)
            for number in 0..<30 { try await client.makeCode("code \(number)", in: session) }
            try await Self.keepNothing(service)
            try await expectProblem(.tooManyAttempts) { try await client.makeCode("one more", in: session) }
            try await expectProblem(.tooManyAttempts) { try await client.changePassword(to: "mine", in: session) }
        }
    }

    @Test func `where the codes of an hour are spent, nothing is kept for another contact`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let session = try await Self.younger(client, service)
            for _ in 0..<4 { _ = try await client.add(.email, "second@mail.example", in: session) }
            try await Self.keepNothing(service)
            try await expectProblem(.tooManyContactCodes) {
                try await client.add(.email, "one.more@mail.example", in: session)
            }
        }
    }

    @Test func `what a device has spent is its own, until its account has spent much more`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let owner = try await client.registered()
            try await client.addVerified(.email, ContactTests.mail, in: owner, service)
            let thief = try await client.settled(service)
            for number in 0..<30 { try await client.makeCode("code \(number)", in: thief) }
            try await expectProblem(.tooManyAttempts) { try await client.makeCode("one more", in: thief) }
            let again = try await client.signIn(again: owner)
            try await client.revoke(thief.opened.device, in: again)
            try await client.changePassword(to: "better", in: again)
        }
    }

    @Test func `an act that is refused for another reason keeps nothing`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let session = try await Self.younger(client, service)
            _ = try await service.approver(client, of: session, contact: "second@mail.example")
            try await Self.keepNothing(service)
            try await expectProblem(.contactExists) {
                try await client.add(.email, ContactTests.mail, in: session)
            }
            try await expectProblem(.noSuchContact) { try await client.remove(.random(), in: session) }
            try await expectProblem(.noSuchBackup) {
                try await client.call(DeleteBackup.self, .init(id: BackupTests.id), session: session)
            }
            #expect(try await client.contacts(in: session).count == 2)
        }
    }
}
