import AccountAPI
import AccountServer
import SQLDatabase
import Testing

/// What taking an account back does with the heads of its backup.
@Suite struct TakingBackBackupTests {
    private static let key = TestKey(name: "before")
    private static let stolen = TestKey(name: "thief")

    /// The generations of the newest head and of the settled one beside it.
    private static func heads(_ client: TestClient, _ session: TestSession) async throws -> [UInt64?] {
        let backup = try #require(try await client.backup(in: session))
        return [backup.head?.generation, backup.settledHead?.generation]
    }

    /// Another backup in the place of the one there is, and the account back in the hands of its owner.
    private static func replaceAndTakeBack(
        _ client: TestClient,
        _ service: TestService,
        owner: TestSession,
        thief: TestSession
    ) async throws -> TestSession {
        try await client.createBackup(BackupTests.other, key: stolen, in: thief, replacing: BackupTests.id)
        try await client.changePassword(to: "mine", in: thief, wrapping: stolen)
        let back = try await client.takeBack(owner)
        let found = try await client.call(ReadTakingBack.self, Nothing(), session: back)
        try await client.showContact(try #require(found.contacts.first).id, in: back, service)
        try await client.finishTakingBack(back, password: "better", key: key)
        return try await client.signIn(again: owner, "better")
    }

    @Test func `the settled head is restored next to that of a new device, which still hides nothing`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let owner = try await client.registered()
            try await client.addVerified(.email, TakingBackTests.mail, in: owner, service)
            try await client.createBackup(BackupTests.id, key: Self.key, in: owner)
            let first = BackupTests.head(1, hash: 7)
            try await BackupTests.advance(client, owner, first)
            let new = try await client.signIn(device: .new(name: "New phone"))
            try await BackupTests.advance(client, new, BackupTests.head(2))
            #expect(try await Self.heads(client, owner) == [2, 1])
            let thief = try await client.settled(service)
            let again = try await Self.replaceAndTakeBack(client, service, owner: owner, thief: thief)
            #expect(try await Self.heads(client, again) == [2, 1])
            #expect(try await client.backup(in: again)?.settledHead == first)
            let newer = try await client.signIn(TestClient.ada, "better", device: .new(name: "Newer phone"))
            try await BackupTests.advance(client, newer, BackupTests.head(3))
            #expect(try await Self.heads(client, again) == [3, 1])
            try await BackupTests.advance(client, again, BackupTests.head(4))
            #expect(try await Self.heads(client, again) == [4, nil])
        }
    }

    @Test func `taking back keeps the newest head of the same key`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let owner = try await client.registered()
            try await client.addVerified(.email, TakingBackTests.mail, in: owner, service)
            try await client.createBackup(BackupTests.id, key: Self.key, in: owner)
            try await BackupTests.advance(client, owner, BackupTests.head(1))
            let thief = try await client.settled(service)
            // The first act of the thief keeps the head of now; the owner's device moves on under the same key.
            try await client.addVerified(.email, "eve@example.net", in: thief, service)
            try await BackupTests.advance(client, owner, BackupTests.head(2, hash: 9))
            let again = try await Self.replaceAndTakeBack(client, service, owner: owner, thief: thief)
            #expect(try await client.backup(in: again)?.head == BackupTests.head(2, hash: 9))
            #expect(try await client.backup(in: again)?.id == BackupTests.id)
        }
    }

    @Test func `a backup made under the identifier of the one before has no head of it`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let owner = try await client.registered()
            let contact = try await client.addVerified(.email, TakingBackTests.mail, in: owner, service).contact
            try await client.createBackup(BackupTests.id, key: Self.key, in: owner)
            try await BackupTests.advance(client, owner, BackupTests.head(1, hash: 7))
            let thief = try await client.settled(service)
            try await client.createBackup(BackupTests.other, key: Self.stolen, in: thief, replacing: BackupTests.id)
            try await client.createBackup(BackupTests.id, key: Self.stolen, in: thief, replacing: BackupTests.other)
            for generation in 1...3 {
                try await BackupTests.advance(client, thief, BackupTests.head(UInt64(generation), hash: 66))
            }
            try await client.changePassword(to: "mine", in: thief, wrapping: Self.stolen)
            let back = try await client.takeBack(owner)
            try await client.showContact(contact, in: back, service)
            let found = try await client.call(ReadTakingBack.self, Nothing(), session: back)
            #expect(found.backup?.head == BackupTests.head(1, hash: 7))
            try await client.finishTakingBack(back, password: "better", key: Self.key)
            let again = try await client.signIn(again: owner, "better")
            #expect(try await client.backup(in: again)?.head == BackupTests.head(1, hash: 7))
            #expect(
                try await client.backup(in: again)?.wrappedKey == Bytes(Self.key.wrapped(under: again.exportKey))
            )
        }
    }

    @Test func `a backup recreated under its identifier while its key is wrapped gets nothing of the earlier one`()
        async throws
    {
        let service = try await TestService()
        try await service.run { client in
            let owner = try await client.registered()
            try await client.addVerified(.email, TakingBackTests.mail, in: owner, service)
            try await client.createBackup(BackupTests.id, key: Self.key, in: owner)
            let phone = try await client.settled(service, name: "Phone")
            func makeAgain() async throws {
                try await client.createBackup(BackupTests.other, key: Self.stolen, in: phone, replacing: BackupTests.id)
                try await client.createBackup(BackupTests.id, key: Self.stolen, in: phone, replacing: BackupTests.other)
            }
            let here = try await client.signIn(again: owner)
            try await expectProblem(.expired) {
                try await client.changePassword(to: "better", in: here, wrapping: Self.key, between: makeAgain)
            }
            try await expectProblem(.expired) {
                try await client.makeCode("paper", in: here, wrapping: Self.key, between: makeAgain)
            }
            // Taking back with a backup that was made since, and that stays.
            let other = try await client.registered("bob@example.org")
            let guest = try await client.signIn("bob@example.org", device: .new(name: "Guest"))
            try await client.revoke(other.opened.device, in: guest)
            try await client.createBackup(TakingBackTests.backup, key: Self.key, in: guest)
            try await service.database.write { transaction in
                try transaction.execute(
                    """
                    CREATE TRIGGER again AFTER UPDATE OF registration ON taking_back
                    BEGIN UPDATE backup SET made = 'again'; END
                    """
                )
            }
            let back = try await client.takeBack(other, name: "bob@example.org")
            try await expectProblem(.expired) {
                try await client.finishTakingBack(back, password: "better", key: Self.key)
            }
        }
    }

    @Test func `a head that changes while the account is taken back stays, and is reported`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let owner = try await client.registered()
            try await client.createBackup(BackupTests.id, key: Self.key, in: owner)
            let thief = try await client.signIn(device: .new(name: "Another phone"))
            try await client.revoke(owner.opened.device, in: thief)
            try await BackupTests.advance(client, thief, BackupTests.head(1))
            let back = try await client.takeBack(owner)
            let found = try await client.call(ReadTakingBack.self, Nothing(), session: back)
            #expect(found.backup?.head?.generation == 1)
            try await client.finishTakingBack(back, password: "better", key: Self.key)
            #expect(try await Self.heads(client, try await client.signIn(again: owner, "better")) == [1, nil])
        }
    }

    @Test func `a session under an old password does not restore a deleted backup`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let owner = try await client.registered()
            try await client.addVerified(.email, TakingBackTests.mail, in: owner, service)
            try await client.createBackup(BackupTests.id, key: Self.key, in: owner)
            let lost = try await client.settled(service, name: "Lost phone")
            try await client.changePassword(to: "better", in: owner, wrapping: Self.key)
            _ = try await client.call(DeleteBackup.self, .init(id: BackupTests.id), session: owner)
            try await expectProblem(.expired) {
                try await client.call(RestoreBackup.self, .init(id: BackupTests.id), session: lost)
            }
            #expect(try await client.backup(in: owner)?.deleted != nil)
            _ = try await client.call(RestoreBackup.self, .init(id: BackupTests.id), session: owner)
            #expect(try await client.backup(in: owner)?.deleted == nil)
        }
    }
}
