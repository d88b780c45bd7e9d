import AccountAPI
import Encodings
import OPAQUE
import Testing

@Suite struct EpochTests {
    private static let first = RecoveryCodeTests.key
    private static let second = TestKey(name: "second")

    @Test func `a new key replaces head and wraps, and a code that was not renewed opens nothing`() async throws {
        try await TestService().run { client in
            let session = try await RecoveryCodeTests.sessionWithBackup(client)
            try await BackupTests.advance(client, session, BackupTests.head(1))
            try await client.makeCode(RecoveryCodeTests.code, in: session, wrapping: Self.first)
            let head = BackupTests.head(2, epoch: 2)
            try await client.advanceEpoch(of: BackupTests.id, to: head, key: Self.second, in: session)
            // The answer may have been lost: the same request changes nothing.
            try await client.advanceEpoch(of: BackupTests.id, to: head, key: Self.second, in: session)
            let backup = try #require(try await client.backup(in: session))
            #expect(backup.epoch == 2 && backup.head == head)
            #expect(backup.wrappedKey?.bytes == Self.second.wrapped(under: session.exportKey))
            #expect(try await RecoveryCodeTests.account(client, session).recoveryCode?.opensBackup == false)
            let code = try await client.signIn(TestClient.ada, RecoveryCodeTests.code, with: .recoveryCode)
            let limited = try #require(try await client.backup(in: code))
            #expect(limited.wrappedKey == nil && limited.epoch == 2)
            // Who still has the old key cannot move the head.
            let old = AdvanceHead.Request(id: BackupTests.id, previous: 2, head: BackupTests.head(3))
            try await expectProblem(.headMoved) { try await client.call(AdvanceHead.self, old, session: session) }
            let next = AdvanceHead.Request(id: BackupTests.id, previous: 2, head: BackupTests.head(3, epoch: 2))
            _ = try await client.call(AdvanceHead.self, next, session: session)
        }
    }

    @Test func `a renewed code opens the new epoch`() async throws {
        try await TestService().run { client in
            let session = try await RecoveryCodeTests.sessionWithBackup(client)
            try await client.makeCode(RecoveryCodeTests.code, in: session, wrapping: Self.first)
            let code = try await client.signIn(TestClient.ada, RecoveryCodeTests.code, device: nil, with: .recoveryCode)
            let head = BackupTests.head(1, epoch: 2)
            try await client.advanceEpoch(of: BackupTests.id, to: head, key: Self.second, in: session, code: code)
            #expect(try await client.backup(in: code)?.wrappedKey?.bytes == Self.second.wrapped(under: code.exportKey))
            #expect(try await RecoveryCodeTests.account(client, session).recoveryCode?.opensBackup == true)
        }
    }

    @Test func `one of five parallel changes of the key wins, with its head and its wraps`() async throws {
        try await TestService().run { client in
            let session = try await RecoveryCodeTests.sessionWithBackup(client)
            try await client.makeCode(RecoveryCodeTests.code, in: session, wrapping: Self.first)
            let code = try await client.signIn(TestClient.ada, RecoveryCodeTests.code, device: nil, with: .recoveryCode)
            var sessions: [TestSession] = []
            for _ in 0..<5 {
                // With the password and with the code on paper: two kinds.
                let device = try await client.signIn(TestClient.ada, RecoveryCodeTests.code, with: .recoveryCode)
                sessions.append(try await client.signIn(again: device))
            }
            let writers = sessions
            for generation in 1...3 as ClosedRange<UInt64> {
                let results = await withTaskGroup(of: (Int, ProblemCode?).self) { group in
                    for (writer, session) in writers.enumerated() {
                        group.addTask {
                            let epoch = UInt32(generation) + 1
                            let head = BackupTests.head(generation, epoch: epoch, hash: UInt8(writer))
                            let key = TestKey(name: "\(generation) by \(writer)")
                            // Every other writer renews the code.
                            let renewal = writer.isMultiple(of: 2) ? code : nil
                            let problem = try? await problem {
                                try await client.advanceEpoch(
                                    of: BackupTests.id,
                                    to: head,
                                    key: key,
                                    in: session,
                                    code: renewal
                                )
                            }
                            return (writer, problem)
                        }
                    }
                    return await group.reduce(into: []) { $0.append($1) }
                }
                let winners = results.filter { $0.1 == nil }.map(\.0)
                #expect(winners.count == 1)
                #expect(results.count { $0.1 == .headMoved } == 4)
                let winner = try #require(winners.first)
                let key = TestKey(name: "\(generation) by \(winner)")
                let backup = try #require(try await client.backup(in: session))
                #expect(backup.head?.hash.bytes.first == UInt8(winner))
                #expect(backup.wrappedKey?.bytes == key.wrapped(under: session.exportKey))
                let wrap = try await client.backup(in: code)?.wrappedKey?.bytes
                #expect(wrap == (winner.isMultiple(of: 2) ? key.wrapped(under: code.exportKey) : nil))
            }
        }
    }

    @Test func `a change of the key races a new snapshot, and one of both wins`() async throws {
        try await TestService().run { client in
            let session = try await RecoveryCodeTests.sessionWithBackup(client)
            let other = try await client.signIn()
            async let change = problem {
                let head = BackupTests.head(1, epoch: 2)
                try await client.advanceEpoch(of: BackupTests.id, to: head, key: Self.second, in: session)
            }
            async let snapshot = problem { try await BackupTests.advance(client, other, BackupTests.head(1)) }
            let problems = try await [change, snapshot]
            #expect(problems.count { $0 == nil } == 1)
            #expect(problems.count { $0 == .headMoved } == 1)
            let backup = try #require(try await client.backup(in: session))
            let key = backup.epoch == 2 ? Self.second : Self.first
            #expect(backup.wrappedKey?.bytes == key.wrapped(under: session.exportKey))
        }
    }

    @Test func `only the next epoch follows, in the form that it must have`() async throws {
        try await TestService().run { client in
            let session = try await RecoveryCodeTests.sessionWithBackup(client)
            try await BackupTests.advance(client, session, BackupTests.head(1))
            let cases: [(id: BackupID, previous: UInt64, head: SnapshotHead, count: Int, code: ProblemCode)] = [
                (BackupTests.id, 1, BackupTests.head(2, epoch: 3), 72, .headMoved),
                (BackupTests.id, 1, BackupTests.head(2, epoch: 1), 72, .headMoved),
                (BackupTests.id, 0, BackupTests.head(1, epoch: 2), 72, .headMoved),
                (BackupTests.id, 1, BackupTests.head(2, epoch: 0), 72, .invalidRequest),
                (BackupTests.id, 1, BackupTests.head(3, epoch: 2), 72, .invalidRequest),
                (BackupTests.id, 1, BackupTests.head(2, epoch: 2), 71, .invalidRequest),
                (BackupTests.other, 1, BackupTests.head(2, epoch: 2), 72, .noSuchBackup),
            ]
            for (id, previous, head, count, expected) in cases {
                let wrapped = Bytes([UInt8](repeating: 5, count: count))
                let request = AdvanceEpoch.Request(
                    id: id,
                    previous: previous,
                    head: head,
                    wrappedKey: wrapped,
                    recovery: nil
                )
                try await expectProblem(expected) {
                    try await client.call(AdvanceEpoch.self, request, session: session)
                }
            }
            _ = try await client.call(DeleteBackup.self, .init(id: BackupTests.id), session: session)
            try await expectProblem(.backupDeleted) {
                let head = BackupTests.head(2, epoch: 2)
                try await client.advanceEpoch(of: BackupTests.id, to: head, key: Self.second, in: session)
            }
        }
    }

    @Test func `a key wrapped under a code that was replaced is refused with the whole change`() async throws {
        try await TestService().run { client in
            let session = try await RecoveryCodeTests.sessionWithBackup(client)
            try await client.makeCode(RecoveryCodeTests.code, in: session, wrapping: Self.first)
            let code = try await client.signIn(TestClient.ada, RecoveryCodeTests.code, device: nil, with: .recoveryCode)
            try await client.makeCode("another code", in: session, wrapping: Self.first)
            let head = BackupTests.head(1, epoch: 2)
            try await expectProblem(.expired) {
                try await client.advanceEpoch(of: BackupTests.id, to: head, key: Self.second, in: session, code: code)
            }
            try await expectProblem(.expired) {
                try await client.createBackup(
                    BackupTests.other,
                    key: Self.second,
                    in: session,
                    replacing: BackupTests.id,
                    code: code
                )
            }
            // A password is no recovery code either.
            try await expectProblem(.expired) {
                try await client.advanceEpoch(
                    of: BackupTests.id,
                    to: head,
                    key: Self.second,
                    in: session,
                    code: session
                )
            }
            #expect(try await client.backup(in: session)?.epoch == 1)
            #expect(try await RecoveryCodeTests.account(client, session).recoveryCode?.opensBackup == true)
        }
    }
}
