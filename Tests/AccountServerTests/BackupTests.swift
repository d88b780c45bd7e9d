import AccountAPI
import AccountServer
import Encodings
import Testing

@Suite struct BackupTests {
    static let id = backupID("1")
    static let other = backupID("2")

    @Test func `what was stored comes back`() async throws {
        try await TestService().run { client in
            let session = try await Self.session(client)
            #expect(try await client.call(ReadBackup.self, Nothing(), session: session).backup == nil)
            try await Self.create(client, session)
            let empty = try #require(try await client.call(ReadBackup.self, Nothing(), session: session).backup)
            #expect(empty.id == Self.id && empty.epoch == 1 && empty.head == nil && empty.deleted == nil)
            #expect(empty.wrappedKey?.bytes == [UInt8](repeating: 1, count: 72))
            let head = Self.head(1)
            try await Self.advance(client, session, head)
            let full = try #require(try await client.call(ReadBackup.self, Nothing(), session: session).backup)
            #expect(full.head == head)
        }
    }

    @Test func `another backup is refused unless it names the one it replaces`() async throws {
        try await TestService().run { client in
            let session = try await Self.session(client)
            try await Self.create(client, session)
            try await Self.create(client, session)
            try await Self.advance(client, session, Self.head(1))
            for replaces in [nil, Self.other] {
                let code = try await problem {
                    try await Self.create(client, session, id: backupID("3"), replaces: replaces)
                }
                #expect(code == .backupExists)
            }
            try await Self.create(client, session, id: Self.other, replaces: Self.id)
            let backup = try #require(try await client.call(ReadBackup.self, Nothing(), session: session).backup)
            #expect(backup.id == Self.other && backup.head == nil)
        }
    }

    @Test func `one of five parallel heads wins`() async throws {
        try await TestService().run { client in
            let session = try await Self.session(client)
            try await Self.create(client, session)
            let sessions = try await (0..<5).asyncMap { _ in try await client.signIn() }
            for generation in 1...3 as ClosedRange<UInt64> {
                let codes = await withTaskGroup(of: ProblemCode?.self) { group in
                    for (writer, session) in sessions.enumerated() {
                        group.addTask {
                            let head = Self.head(generation, hash: UInt8(writer))
                            return try? await problem { try await Self.advance(client, session, head) }
                        }
                    }
                    return await group.reduce(into: []) { $0.append($1) }
                }
                #expect(codes.count { $0 == nil } == 1)
                #expect(codes.count { $0 == .headMoved } == 4)
            }
        }
    }

    @Test func `a head moves one generation at a time, in its epoch`() async throws {
        try await TestService().run { client in
            let session = try await Self.session(client)
            try await Self.create(client, session)
            try await Self.advance(client, session, Self.head(1))
            // The answer may have been lost: the same request changes nothing.
            try await Self.advance(client, session, Self.head(1))
            let cases: [(previous: UInt64, head: SnapshotHead, code: ProblemCode)] = [
                (0, Self.head(1, hash: 9), .headMoved), (2, Self.head(3), .headMoved),
                (1, Self.head(2, epoch: 2), .headMoved), (1, Self.head(3), .invalidRequest),
                (1, Self.head(1), .invalidRequest), (.max, Self.head(0), .invalidRequest),
                (.max - 1, Self.head(.max), .invalidRequest),
            ]
            for (previous, head, expected) in cases {
                let request = AdvanceHead.Request(id: Self.id, previous: previous, head: head)
                let code = try await problem { try await client.call(AdvanceHead.self, request, session: session) }
                #expect(code == expected, "\(previous) to \(head.generation)")
            }
            let wrongID = AdvanceHead.Request(id: Self.other, previous: 1, head: Self.head(2))
            let code = try await problem { try await client.call(AdvanceHead.self, wrongID, session: session) }
            #expect(code == .noSuchBackup)
        }
    }

    @Test func `a deleted backup can be brought back for thirty days`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let device = try await Self.session(client)
            var session = device
            try await Self.create(client, session)
            try await Self.advance(client, session, Self.head(1))
            let request = DeleteBackup.Request(id: Self.id)
            let first = try await client.call(DeleteBackup.self, request, session: session)
            service.clock.advance(86_400)
            try await expectProblem(.evidenceNeeded) {
                try await client.call(DeleteBackup.self, request, session: session)
            }
            session = try await client.signIn(again: device)
            let second = try await client.call(DeleteBackup.self, request, session: session)
            #expect(first.restorableUntil == second.restorableUntil)
            let deleted = try #require(try await client.call(ReadBackup.self, Nothing(), session: session).backup)
            #expect(deleted.deleted != nil)
            #expect(deleted.restorableUntil == first.restorableUntil)
            let code = try await problem { try await Self.advance(client, session, Self.head(2)) }
            #expect(code == .backupDeleted)
            try await expectProblem(.backupExists) { try await Self.create(client, session, id: Self.other) }
            _ = try await client.call(RestoreBackup.self, request, session: session)
            try await Self.advance(client, session, Self.head(2))
            _ = try await client.call(DeleteBackup.self, request, session: session)
            service.clock.advance(30 * 86_400)
            #expect(try await client.call(ReadBackup.self, Nothing(), session: session).backup == nil)
            session = try await client.signIn(again: device)
            let late = try await problem { try await client.call(RestoreBackup.self, request, session: session) }
            #expect(late == .noSuchBackup)
            service.clock.advance(61)
            await service.service.keepHouse()
            #expect(try await service.count("backup") == 0)
            try await Self.create(client, session, id: Self.other)
        }
    }

    @Test func `nobody sees or changes the backup of another account`() async throws {
        try await TestService().run { client in
            let session = try await Self.session(client)
            try await Self.create(client, session)
            try await client.register("eve", "her own password")
            let eve = try await client.signIn("eve", "her own password")
            #expect(try await client.call(ReadBackup.self, Nothing(), session: eve).backup == nil)
            let delete = DeleteBackup.Request(id: Self.id)
            try await expectProblem(.noSuchBackup) { try await client.call(DeleteBackup.self, delete, session: eve) }
            try await expectProblem(.noSuchBackup) { try await client.call(RestoreBackup.self, delete, session: eve) }
            try await expectProblem(.noSuchBackup) { try await Self.advance(client, eve, Self.head(1)) }
        }
    }

    static func session(_ client: TestClient) async throws -> TestSession {
        try await client.register()
        return try await client.signIn()
    }

    static func create(
        _ client: TestClient,
        _ session: TestSession,
        id: BackupID = id,
        replaces: BackupID? = nil
    ) async throws {
        let request = CreateBackup.Request(
            id: id,
            epoch: 1,
            wrappedKey: Bytes([UInt8](repeating: 1, count: 72)),
            replaces: replaces
        )
        _ = try await client.call(CreateBackup.self, request, session: session)
    }

    static func advance(_ client: TestClient, _ session: TestSession, _ head: SnapshotHead) async throws {
        let request = AdvanceHead.Request(id: id, previous: head.generation - 1, head: head)
        _ = try await client.call(AdvanceHead.self, request, session: session)
    }

    static func head(_ generation: UInt64, epoch: UInt32 = 1, hash: UInt8 = 0) -> SnapshotHead {
        SnapshotHead(
            generation: generation,
            hash: Bytes([UInt8](repeating: hash, count: 32)),
            epoch: epoch,
            mac: Bytes([UInt8](repeating: 3, count: 32))
        )
    }
}

private func backupID(_ digit: Character) -> BackupID {
    guard let id = BackupID(String(repeating: digit, count: 32)) else { preconditionFailure("no digit") }
    return id
}

extension Sequence {
    /// Like `map`, one after the other.
    fileprivate func asyncMap<Value>(_ body: (Element) async throws -> Value) async rethrows -> [Value] {
        var values: [Value] = []
        for element in self {
            values.append(try await body(element))
        }
        return values
    }
}
