import Foundation
import Primitives
import Synchronization
import Testing
import Vault

@testable import Backup

private let initialKey = key

/// The account service's part in a change of the key.
final class MemoryEpochs: EpochKeeper {
    struct State: Sendable {
        var key = initialKey
        var failsToAdvance = false
        /// The key changes and the answer is lost.
        var losesAnswer = false
        /// What happens before the request arrives.
        var before: (@Sendable () async -> Void)?
    }

    private let state = Mutex(State())
    private let heads: MemoryHeads

    init(heads: MemoryHeads) {
        self.heads = heads
    }

    /// The key that a sign-in releases.
    var key: SecretBytes { state.withLock { $0.key } }

    func set(_ change: (inout State) -> Void) {
        state.withLock { change(&$0) }
    }

    func advanceEpoch(
        to head: Head,
        after previous: UInt64,
        epoch: UInt32,
        key: SecretBytes
    ) async throws {
        if let before = state.withLock({ $0.before }) { await before() }
        let (fails, loses) = state.withLock { ($0.failsToAdvance, $0.losesAnswer) }
        if fails { throw MemoryHeads.Unreachable() }
        try await heads.advance(to: head, after: previous)
        state.withLock { $0.key = key }
        if loses { throw MemoryHeads.Unreachable() }
    }
}

@Suite struct EpochChangeTests {
    /// What a new device would find that signs in now.
    private func recovered(_ bench: Bench, _ epochs: MemoryEpochs) async throws -> OpenedSnapshot {
        let head = try #require(bench.heads.current)
        return try await NewestSnapshot.fetch(
            head,
            from: bench.storage,
            key: epochs.key,
            backup: backupID,
            accountID: accountID
        )
    }

    @Test func `a new key replaces the old one and opens the backup alone`() async throws {
        let bench = try Bench()
        let epochs = MemoryEpochs(heads: bench.heads)
        try await bench.backupRun.run()
        let old = try #require(bench.storage.objects.first)
        let result = try await EpochChange(bench.backupRun, keeper: epochs).run()
        #expect(result.snapshot.generation == 2)
        let binding = try #require(try await bench.binding)
        #expect(binding.epoch == 2)
        #expect(binding.key == epochs.key)
        #expect(binding.key != key)
        #expect(binding.nextEpoch == nil)
        #expect(binding.newest == result.snapshot)
        #expect(try await !bench.isPending)
        #expect(try await recovered(bench, epochs).portable.entries.count == 3)
        #expect(throws: SnapshotError.otherKey) {
            try Snapshot.open(old.value, key: epochs.key, backup: backupID, accountID: accountID)
        }
        #expect(try await bench.backupRun.verify().isComplete)
        try await bench.add("One more")
        #expect(try await bench.backupRun.run().snapshot.generation == 3)
        #expect(try await EpochChange(bench.backupRun, keeper: epochs).run().snapshot.generation == 4)
        #expect(try await bench.binding?.epoch == 3)
    }

    enum Way: String, Sendable, CaseIterable, CustomTestStringConvertible {
        case backup, change

        var testDescription: String { "goes on with a " + rawValue }
    }

    struct Killed: CodedError {
        let code = "killed"
    }

    @Test(arguments: EpochChange.Step.allCases, Way.allCases)
    func `a change that is killed anywhere leaves a backup that opens and a device that goes on`(
        step: EpochChange.Step,
        way: Way
    ) async throws {
        let bench = try Bench()
        let epochs = MemoryEpochs(heads: bench.heads)
        try await bench.backupRun.run()
        var change = EpochChange(bench.backupRun, keeper: epochs)
        change.afterStep = { found throws(BackupRunError) in
            if found == step { throw .service(Killed()) }
        }
        await #expect { try await change.run() } throws: { ($0 as? BackupRunError)?.code == "killed" }
        #expect(try await recovered(bench, epochs).portable.entries.count == 3)
        try await bench.add("One more")
        let advanced = step == .advanced || step == .remembered
        switch way {
        case .backup:
            try await bench.backupRun.run()
            #expect(try await bench.binding?.epoch == (advanced ? 2 : 1))
        case .change:
            try await EpochChange(bench.backupRun, keeper: epochs).run()
            // A change that had come through at the service is finished; one that the vault knows of is followed by another.
            #expect(try await bench.binding?.epoch == (step == .remembered ? 3 : 2))
        }
        #expect(try await bench.binding?.key == epochs.key)
        #expect(try await recovered(bench, epochs).portable.entries.count == 4)
        #expect(try await bench.backupRun.verify().isComplete)
        #expect(try await !bench.isPending)
        try await EpochChange(bench.backupRun, keeper: epochs).run()
        #expect(try await bench.backupRun.verify().isComplete)
    }

    @Test(arguments: EpochChange.Step.allCases)
    func `a verification after a kill finds the backup in order, and the change counts as pending until it is settled`(
        step: EpochChange.Step
    ) async throws {
        let bench = try Bench()
        let epochs = MemoryEpochs(heads: bench.heads)
        try await bench.backupRun.run()
        var change = EpochChange(bench.backupRun, keeper: epochs)
        change.afterStep = { found throws(BackupRunError) in
            if found == step { throw .service(Killed()) }
        }
        await #expect { try await change.run() } throws: { ($0 as? BackupRunError)?.code == "killed" }
        #expect(try await bench.isPending == (step != .remembered))
        #expect(try await bench.backupRun.verify().isComplete)
        try await bench.backupRun.run()
        #expect(try await !bench.isPending)
        #expect(try await bench.binding?.nextEpoch == nil)
        #expect(try await bench.binding?.key == epochs.key)
    }

    @Test(arguments: [false, true], Way.allCases)
    func `a service that does not answer leaves a way on`(losesAnswer: Bool, way: Way) async throws {
        let bench = try Bench()
        let epochs = MemoryEpochs(heads: bench.heads)
        try await bench.backupRun.run()
        epochs.set { ($0.failsToAdvance, $0.losesAnswer) = (!losesAnswer, losesAnswer) }
        let change = EpochChange(bench.backupRun, keeper: epochs)
        await #expect { try await change.run() } throws: { ($0 as? BackupRunError)?.code == "service.unreachable" }
        let pending = try #require(try await bench.binding?.nextEpoch)
        #expect(pending.epoch == 2)
        #expect((pending.key == epochs.key) == losesAnswer)
        #expect(try await recovered(bench, epochs).portable.entries.count == 3)
        epochs.set { ($0.failsToAdvance, $0.losesAnswer) = (false, false) }
        if way == .backup { try await bench.backupRun.run() } else { try await change.run() }
        #expect(try await bench.binding?.key == epochs.key)
        #expect(try await bench.backupRun.verify().isComplete)
    }

    @Test func `another device's backup made during the change is merged`() async throws {
        let bench = try Bench()
        let epochs = MemoryEpochs(heads: bench.heads)
        try await bench.backupRun.run()
        let counter = Counter()
        epochs.set { state in
            state.before = {
                guard counter.next() == 1 else { return }
                try? await bench.backUpElsewhere(portable(["theirs"]))
            }
        }
        let result = try await EpochChange(bench.backupRun, keeper: epochs).run()
        #expect(result.merged.added == 1)
        #expect(try await recovered(bench, epochs).portable.entries.count == 4)
    }

    @Test func `a device with the old key refuses, and merges once a sign-in gave it the new one`() async throws {
        let (storage, heads) = (MemoryStorage(), MemoryHeads())
        let epochs = MemoryEpochs(heads: heads)
        let first = try SharingDevice(device, storage: storage, heads: heads, portable: portable(["a"]))
        let known = try await first.run.run().snapshot
        let second = try SharingDevice(
            otherDevice,
            storage: storage,
            heads: heads,
            portable: try await first.portable,
            newest: known
        )
        try await second.add("theirs")
        try await EpochChange(first.run, keeper: epochs).run()
        await #expect { try await second.run.verify() } throws: { ($0 as? BackupRunError)?.code == "backup.other-key" }
        await #expect { try await second.run.run() } throws: { ($0 as? BackupRunError)?.code == "backup.other-key" }
        #expect(try await second.issuers == ["a", "theirs"])
        let key = epochs.key
        try await second.vault.update { $0.deviceBound.backup?.adopt(epoch: 2, key: key) }
        try await second.run.run()
        try await first.run.run()
        #expect(try await first.issuers == ["a", "theirs"])
    }

    @Test func `a head of an older key is refused`() async throws {
        let bench = try Bench()
        let epochs = MemoryEpochs(heads: bench.heads)
        try await bench.backupRun.run()
        let old = bench.heads.current
        try await EpochChange(bench.backupRun, keeper: epochs).run()
        bench.heads.current = old
        await #expect { try await bench.backupRun.verify() } throws: {
            ($0 as? BackupRunError)?.code == "backup.rolled-back"
        }
        await #expect { try await bench.backupRun.run() } throws: {
            ($0 as? BackupRunError)?.code == "backup.rolled-back"
        }
    }

    @Test func `snapshots under the old key are told and go when they are old`() async throws {
        let bench = try Bench()
        let epochs = MemoryEpochs(heads: bench.heads)
        for _ in 0..<3 { try await bench.backupRun.run() }
        try await EpochChange(bench.backupRun, keeper: epochs).run()
        let versions = SnapshotVersions(storage: bench.storage, binding: try #require(try await bench.binding))
        var states: [SnapshotDetails.State] = []
        for version in try await versions.list() { states.append(try await versions.open(version).state) }
        #expect(states == [.intact] + Array(repeating: .oldKey(epoch: 1), count: 3))
        for _ in 0..<22 { try await bench.backupRun.run() }
        #expect(bench.storage.objects.keys.map(\.generation).min() == 7)
    }
}
