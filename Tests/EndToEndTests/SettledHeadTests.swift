import AccountAPI
import DeviceCore
import Foundation
import Primitives
import TestSupport
import Testing
import Threads

/// Someone who has the password alone puts a head that names nothing before the owner's.
@Suite struct SettledHeadTests {
    /// A phone with a backup of two accounts.
    private static func owner(_ world: World) async throws -> Device {
        let phone = world.phone("old")
        try await phone.add(RecoveryTests.accounts[0])
        try await phone { try $0.turnOnBackup(to: world.storage) }
        return phone
    }

    /// Makes the newest head one that no key has made, as a new device of the account; returns its number.
    private static func spoil(_ world: World) async throws -> UInt64 {
        let client = AccountClient(
            service: try ServiceAddress(World.service),
            transport: world.loopback,
            now: { world.clock.now }
        )
        let signedIn = try await OwnThread.run {
            try SignIn(client: client, suites: SecurityProfile.test.suite, now: { world.clock.now })
                .perform(
                    username: World.username,
                    password: Password(existing: SecretBytes(utf8: World.password)),
                    as: .new(name: "stolen")
                )
        }
        let answer = try await OwnThread.run { try client.call(ReadBackup.self, Nothing(), in: signedIn.session) }
        let stored = try #require(answer.backup)
        let head = try #require(stored.head)
        let junk = Bytes([UInt8](repeating: 7, count: 32))
        let bad = SnapshotHead(generation: head.generation + 1, hash: junk, epoch: head.epoch, mac: junk)
        _ = try await OwnThread.run {
            try client.call(
                AdvanceHead.self,
                .init(id: stored.id, previous: head.generation, head: bad),
                in: signedIn.session
            )
        }
        return bad.generation
    }

    @Test func `a recovery takes the owner's snapshot, and says so`() async throws {
        try await World.run { world in
            _ = try await Self.owner(world)
            let bad = try await Self.spoil(world)
            try world.lose("old")
            let new = world.phone("new")
            let report = try await new { try $0.recover(from: world.storage) }
            #expect(report.restored == 2 && report.expected == 2)
            #expect(report.passedOver == bad && report.generation == bad - 1)

            // The next backup takes the bad one's place.
            try await new.add(RecoveryTests.accounts[1])
            let status = try #require(try await new { try $0.backups.backUpIfPending() })
            #expect(status.generation == bad + 1 && status.entries == 3 && !status.pending)
            let third = try await world.phone("third") { try $0.recover(from: world.storage) }
            #expect(third.restored == 3 && third.passedOver == nil)
        }
    }

    @Test func `the owner's phone continues from its own snapshot, and says so`() async throws {
        try await World.run { world in
            let old = try await Self.owner(world)
            let bad = try await Self.spoil(world)
            #expect(try await old { try $0.backups.verify() }.passedOver == bad)
            try await old.add(RecoveryTests.accounts[1])
            let status = try #require(try await old { try $0.backups.backUpIfPending() })
            #expect(status.passedOver == bad && status.generation == bad + 1 && status.entries == 3)
            #expect(try await old { try $0.backups.verify() }.passedOver == nil)
            #expect(try old.backups.status().problem == nil)
            let new = try await world.phone("new") { try $0.recover(from: world.storage) }
            #expect(new.restored == 3 && new.passedOver == nil)
        }
    }

    @Test func `another phone of the owner takes the settled snapshot that it has not seen`() async throws {
        try await World.run { world in
            let old = try await Self.owner(world)
            let second = world.phone("second")
            try await second { try $0.recover(from: world.storage) }
            try await old.add(RecoveryTests.accounts[1])
            _ = try await old { try $0.backups.backUpIfPending() }
            let bad = try await Self.spoil(world)
            let status = try await second { try $0.backups.backUpNow(allowsFewer: false) }
            #expect(status.passedOver == bad && status.entries == 3)
            #expect(try second.entries.list().count == 3)
        }
    }
}
