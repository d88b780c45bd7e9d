import AccountAPI
import Testing

/// The head of a device that is not settled stands beside the last one of a settled device.
@Suite struct SettledHeadTests {
    /// The generations of the newest head and of the settled one beside it.
    private static func heads(_ client: TestClient, _ session: TestSession) async throws -> [UInt64?] {
        let backup = try #require(try await client.backup(in: session))
        return [backup.head?.generation, backup.settledHead?.generation]
    }

    @Test func `the last settled head stays until a settled device moves on`() async throws {
        try await TestService().run { client in
            let owner = try await RecoveryCodeTests.sessionWithBackup(client)
            let first = BackupTests.head(1, hash: 7)
            try await BackupTests.advance(client, owner, first)
            #expect(try await Self.heads(client, owner) == [1, nil])
            let phone = try await client.signIn(device: .new(name: "New phone"))
            let other = try await client.signIn(device: nil)
            try await BackupTests.advance(client, phone, BackupTests.head(2))
            #expect(try await client.backup(in: owner)?.settledHead == first)
            try await BackupTests.advance(client, other, BackupTests.head(3))
            for session in [owner, phone, other] {
                #expect(try await Self.heads(client, session) == [3, 1])
            }
            try await BackupTests.advance(client, owner, BackupTests.head(4))
            #expect(try await Self.heads(client, owner) == [4, nil])
            try await BackupTests.advance(client, phone, BackupTests.head(5))
            #expect(try await Self.heads(client, owner) == [5, 4])
        }
    }

    @Test func `the head of a device that settles is a settled one`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let owner = try await RecoveryCodeTests.sessionWithBackup(client)
            try await client.addVerified(.email, ContactTests.mail, in: owner, service)
            let phone = try await client.signIn(device: .new(name: "New phone"))
            // Nothing settled is there that it could stand beside.
            try await BackupTests.advance(client, phone, BackupTests.head(1))
            try await BackupTests.advance(client, phone, BackupTests.head(2))
            #expect(try await Self.heads(client, owner) == [2, nil])
            try await BackupTests.advance(client, owner, BackupTests.head(3))
            try await BackupTests.advance(client, phone, BackupTests.head(4))
            #expect(try await Self.heads(client, owner) == [4, 3])
            try await client.showContact(in: phone, service)
            #expect(try await Self.heads(client, owner) == [4, nil])
        }
    }

    @Test func `a limited session moves the head, and a new key leaves nothing beside`() async throws {
        try await TestService().run { client in
            let (key, code) = (RecoveryCodeTests.key, RecoveryCodeTests.code)
            let owner = try await RecoveryCodeTests.sessionWithBackup(client)
            try await client.makeCode(code, in: owner, wrapping: key)
            try await BackupTests.advance(client, owner, BackupTests.head(1))
            let limited = try await client.signIn(TestClient.ada, code, with: .recoveryCode)
            try await BackupTests.advance(client, limited, BackupTests.head(2))
            #expect(try await Self.heads(client, limited) == [2, 1])
            let head = BackupTests.head(3, epoch: 2)
            try await client.advanceEpoch(of: BackupTests.id, to: head, key: TestKey(name: "second"), in: owner)
            #expect(try await Self.heads(client, owner) == [3, nil])
            try await client.createBackup(BackupTests.other, key: key, in: owner, replacing: BackupTests.id)
            #expect(try await Self.heads(client, owner) == [nil, nil])
        }
    }
}
