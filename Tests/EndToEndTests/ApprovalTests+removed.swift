import AccountAPI
import AccountServer
import DeviceCore
import Encodings
import TestSupport
import Testing
import Threads
import Vault

/// A phone that was removed, and how it comes back.
extension ApprovalTests {
    /// Has a phone `new` recover, which removes the one before it from the account, so many days ago.
    static func replaceOld(in world: World, daysAgo days: Int64 = 0) async throws {
        let new = world.phone("new")
        _ = try await new { try $0.recover(from: world.storage) }
        let device = try #require(try await new { try $0.accounts.devices(of: nil) }.first { !$0.current })
        try await new { try $0.accounts.revokeDevice(device.id.rawValue, of: nil) }
        world.clock.advance(by: days * 86_400)
        await world.keepHouse()
    }

    @Test func `a revoked phone is refused, says so, and comes back by signing in to recover`() async throws {
        try await World.run { world in
            let old = try await Self.approver("old", world)
            try await Self.replaceOld(in: world)
            _ = try await Self.signIn(world)
            let account = "accounts.example.org:\(World.username)"
            for _ in 0..<2 {
                let refused = await failure { try await old { try $0.approvals.requests() } }
                #expect(refused?.code == .deviceSuspended && refused?.values["account"] == account)
                #expect(refused?.values["situation"] == "accountHere" && refused?.values["removal"] == "device")
                #expect(try old.entries.list().map(\.state) == [.ready, .suspended])
            }

            // The site of number 1 is not counted out: a number is that of the whole list.
            let other = ["name": "Nordbank:giro 42", "accounts": "accounts.example.org:\(World.username)"]
            await #expect(throws: Failure(.noSuchEntry, other).in(.ofOtherSite)) {
                try await old {
                    try $0.approvals.recoverPersonalEntry("1", password: { try Self.password }, questions: world.person)
                }
            }
            // It is kept able to take the account back, unless its owner says that it was they who removed it.
            let kept = try old.vault().contents().deviceBound.codes.mapValues(\.serviceDevice)
            let removed = await failure {
                try await old {
                    try $0.approvals.recoverPersonalEntry("2", password: { try Self.password }, questions: world.person)
                }
            }
            #expect(removed?.code == .deviceSuspended)
            #expect(try old.vault().contents().deviceBound.codes.mapValues(\.serviceDevice) == kept)
            let change = try await old {
                try $0.approvals.recoverPersonalEntry(
                    "2",
                    asNew: true,
                    password: { try Self.password },
                    questions: world.person
                )
            }
            #expect(change.entry.state == .ready)
            world.clock.advance(by: 60)
            #expect(try await Self.approves(old, world))
        }
    }

    @Test(
        .timeLimit(.minutes(10)),
        arguments: [
            (Int64(0), FailureCode.deviceSuspended, EntryState.suspended), (31, .deviceRefused, .removedAtService),
        ]
    )
    func `a watcher of a phone that was removed ends, and the phone knows how it stands`(
        days: Int64,
        code: FailureCode,
        state: EntryState
    ) async throws {
        try await World.run { world in
            let old = try await Self.approver("old", world)
            try await Self.replaceOld(in: world, daysAgo: days)
            let ended = Box<[FailureCode]>([])
            let watch = RequestWatch(old)
            try await OwnThread.run {
                try watch.run { event in
                    if case .ended(let failure) = event { ended.value.append(failure.code) }
                }
            }
            #expect(ended.value == [code])
            #expect(try old.entries.list().map(\.state) == [.ready, state])
            // What takes the account back, and answers again then, is still there.
            let kept = try old.vault().contents().deviceBound
            #expect(kept.codes.count == 1 && kept.credentials.count == 1)
        }
    }

    @Test(
        .timeLimit(.minutes(10)),
        arguments: [(Int64(0), EntryState.suspended), (31, .removedAtService)]
    )
    func `whatever a removed phone asks the service, it knows from then on how it stands`(
        days: Int64,
        state: EntryState
    ) async throws {
        let asks: [@Sendable (Device) throws -> Void] = [
            { _ = $0.doctor.diagnose() },
            { _ = try $0.backups.verify() },
            { _ = try $0.approvals.notices(of: nil) },
            { _ = try $0.accounts.devices(of: nil) },
            { _ = try $0.accounts.status(of: nil) },
        ]
        for ask in asks {
            try await World.run { world in
                let old = try await Self.approver("old", world)
                try await Self.replaceOld(in: world, daysAgo: days)
                #expect(try old.entries.list().map(\.state) == [.ready, .ready])
                try? await old(ask)
                #expect(try old.entries.list().map(\.state) == [.ready, state])
            }
        }
    }

    @Test func `a phone that the account has forgotten signs in as a new one`() async throws {
        try await World.run { world in
            let old = try await Self.approver("old", world)
            // The record of a removed device is gone after 30 days.
            try await Self.replaceOld(in: world, daysAgo: 31)
            // The old phone has not heard of it yet.
            let change = try await old {
                try $0.approvals.recoverPersonalEntry(
                    World.username,
                    password: { try Self.password },
                    questions: world.person
                )
            }
            #expect(change.entry.state == .ready)
            #expect(try await Self.approves(old, world))
        }
    }
}
