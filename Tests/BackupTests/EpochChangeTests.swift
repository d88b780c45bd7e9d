import Entries
import Foundation
import Primitives
import Sealed
import Storages
import Synchronization
import TestSupport
import Testing
import Vault

@testable import Backup

private let initialKey = sampleKey

/// The account service's part in a change of the key.
final class MemoryEpochs: EpochKeeper {
    struct State: Sendable {
        var key = initialKey
        var failsToAdvance = false
        /// The key changes and the answer is lost.
        var losesAnswer = false
        /// What happens before the request arrives.
        var before: (@Sendable () -> Void)?
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
    ) throws(HeadError) {
        if let before = state.withLock({ $0.before }) { before() }
        let (fails, loses) = state.withLock { ($0.failsToAdvance, $0.losesAnswer) }
        if fails { throw .service(MemoryHeads.Unreachable()) }
        try heads.advance(to: head, after: previous)
        state.withLock { $0.key = key }
        if loses { throw .service(MemoryHeads.Unreachable()) }
    }
}

@Suite struct EpochChangeTests {
    /// What a new device would find that signs in now.
    private func recovered(_ bench: Bench, _ epochs: MemoryEpochs) throws -> OpenedSnapshot {
        let head = try #require(bench.heads.current)
        return try NewestSnapshot.fetch(
            head,
            from: bench.storage,
            key: epochs.key,
            backup: backupID,
            accountID: accountID
        )
    }

    @Test func `a new key replaces the old one and opens the backup alone`() throws {
        let bench = try Bench()
        let epochs = MemoryEpochs(heads: bench.heads)
        try bench.backupRun.run()
        let old = try #require(bench.storage.objects.first)
        let result = try EpochChange(bench.backupRun, keeper: epochs).run()
        #expect(result.snapshot.generation == 2)
        let binding = try #require(try bench.binding)
        #expect(binding.epoch == 2)
        #expect(binding.key == epochs.key)
        #expect(binding.key != sampleKey)
        #expect(binding.nextEpoch == nil)
        #expect(binding.newest == result.snapshot)
        #expect(try !bench.isPending)
        #expect(try recovered(bench, epochs).portable.entries.count == 3)
        #expect(throws: SnapshotError.otherKey) {
            try Snapshot.open(old.value, key: epochs.key, backup: backupID, accountID: accountID)
        }
        #expect(try bench.backupRun.verify().isComplete)
        try bench.add("One more")
        #expect(try bench.backupRun.run().snapshot.generation == 3)
        #expect(try EpochChange(bench.backupRun, keeper: epochs).run().snapshot.generation == 4)
        #expect(try bench.binding?.epoch == 3)
    }

    enum Way: String, Sendable, CaseIterable, CustomTestStringConvertible {
        case backup, change

        var testDescription: String { "goes on with a " + rawValue }
    }

    final class Killed: ServiceFailure, CodedError {
        let code = "killed"
    }

    /// Begins a change of the key that is killed after a step.
    private func kill(_ bench: Bench, _ epochs: MemoryEpochs, after step: EpochChange.Step) throws {
        var change = EpochChange(bench.backupRun, keeper: epochs)
        change.afterStep = { found throws(BackupRunError) in
            if found == step { throw .service(Killed()) }
        }
        #expect { try change.run() } throws: { ($0 as? BackupRunError)?.code == "killed" }
    }

    @Test(arguments: EpochChange.Step.allCases, Way.allCases)
    func `a change that is killed at any point leaves a backup that can be opened and a device that continues`(
        step: EpochChange.Step,
        way: Way
    ) throws {
        let bench = try Bench()
        let epochs = MemoryEpochs(heads: bench.heads)
        try bench.backupRun.run()
        try kill(bench, epochs, after: step)
        #expect(try recovered(bench, epochs).portable.entries.count == 3)
        try bench.add("One more")
        let advanced = step == .advanced || step == .remembered
        switch way {
        case .backup:
            try bench.backupRun.run()
            #expect(try bench.binding?.epoch == (advanced ? 2 : 1))
        case .change:
            try EpochChange(bench.backupRun, keeper: epochs).run()
            // A change that had come through at the service is finished; one that the vault knows of is followed by another.
            #expect(try bench.binding?.epoch == (step == .remembered ? 3 : 2))
        }
        #expect(try bench.binding?.key == epochs.key)
        #expect(try recovered(bench, epochs).portable.entries.count == 4)
        #expect(try bench.backupRun.verify().isComplete)
        #expect(try !bench.isPending)
        try EpochChange(bench.backupRun, keeper: epochs).run()
        #expect(try bench.backupRun.verify().isComplete)
    }

    @Test(arguments: EpochChange.Step.allCases)
    func `a verification after a kill finds the backup in order, and the change counts as pending until it is settled`(
        step: EpochChange.Step
    ) throws {
        let bench = try Bench()
        let epochs = MemoryEpochs(heads: bench.heads)
        try bench.backupRun.run()
        try kill(bench, epochs, after: step)
        #expect(try bench.isPending == (step != .remembered))
        #expect(try bench.backupRun.verify().isComplete)
        try bench.backupRun.run()
        #expect(try !bench.isPending)
        #expect(try bench.binding?.nextEpoch == nil)
        #expect(try bench.binding?.key == epochs.key)
    }

    @Test(arguments: [false, true], Way.allCases)
    func `a service that does not answer leaves a way on`(losesAnswer: Bool, way: Way) throws {
        let bench = try Bench()
        let epochs = MemoryEpochs(heads: bench.heads)
        try bench.backupRun.run()
        epochs.set { ($0.failsToAdvance, $0.losesAnswer) = (!losesAnswer, losesAnswer) }
        let change = EpochChange(bench.backupRun, keeper: epochs)
        #expect { try change.run() } throws: { ($0 as? BackupRunError)?.code == "service.unreachable" }
        let pending = try #require(try bench.binding?.nextEpoch)
        #expect(pending.epoch == 2)
        #expect((pending.key == epochs.key) == losesAnswer)
        #expect(try recovered(bench, epochs).portable.entries.count == 3)
        epochs.set { ($0.failsToAdvance, $0.losesAnswer) = (false, false) }
        if way == .backup { try bench.backupRun.run() } else { try change.run() }
        #expect(try bench.binding?.key == epochs.key)
        #expect(try bench.backupRun.verify().isComplete)
    }

    @Test func `another device's backup made during the change is merged`() throws {
        let bench = try Bench()
        let epochs = MemoryEpochs(heads: bench.heads)
        try bench.backupRun.run()
        let counter = Counter()
        epochs.set { state in
            state.before = {
                guard counter.next() == 1 else { return }
                try? bench.backUpElsewhere(contents(ofIssuers: ["theirs"]))
            }
        }
        let result = try EpochChange(bench.backupRun, keeper: epochs).run()
        #expect(result.merged.added == 1)
        #expect(try recovered(bench, epochs).portable.entries.count == 4)
    }

    @Test func `a device with the old key refuses, and merges once a sign-in gave it the new one`() throws {
        let (storage, heads) = (MemoryStorage(), MemoryHeads())
        let epochs = MemoryEpochs(heads: heads)
        let first = try SharingDevice(
            sampleDevice,
            storage: storage,
            heads: heads,
            portable: contents(ofIssuers: ["a"])
        )
        let known = try first.run.run().snapshot
        let second = try SharingDevice(
            otherDevice,
            storage: storage,
            heads: heads,
            portable: try first.portable,
            newest: known
        )
        try second.add("theirs")
        try EpochChange(first.run, keeper: epochs).run()
        #expect { try second.run.verify() } throws: { ($0 as? BackupRunError)?.code == "backup.other-key" }
        #expect { try second.run.run() } throws: { ($0 as? BackupRunError)?.code == "backup.other-key" }
        #expect(try second.issuers == ["a", "theirs"])
        let key = epochs.key
        try second.vault.update { $0.deviceBound.backup?.adopt(epoch: 2, key: key) }
        try second.run.run()
        try first.run.run()
        #expect(try first.issuers == ["a", "theirs"])
    }

    @Test func `a head of an older key is refused`() throws {
        let bench = try Bench()
        let epochs = MemoryEpochs(heads: bench.heads)
        try bench.backupRun.run()
        let old = bench.heads.current
        try EpochChange(bench.backupRun, keeper: epochs).run()
        bench.heads.current = old
        #expect { try bench.backupRun.verify() } throws: {
            ($0 as? BackupRunError)?.code == "backup.rolled-back"
        }
        #expect { try bench.backupRun.run() } throws: {
            ($0 as? BackupRunError)?.code == "backup.rolled-back"
        }
    }

    @Test func `snapshots under the old key are told and go when they are old`() throws {
        let bench = try Bench()
        let epochs = MemoryEpochs(heads: bench.heads)
        for _ in 0..<3 { try bench.backupRun.run() }
        try EpochChange(bench.backupRun, keeper: epochs).run()
        let versions = SnapshotVersions(storage: bench.storage, binding: try #require(try bench.binding))
        var states: [SnapshotDetails.State] = []
        for version in try versions.list() { states.append(try versions.open(version).state) }
        #expect(states == [.intact] + Array(repeating: .oldKey(epoch: 1), count: 3))
        for _ in 0..<22 { try bench.backupRun.run() }
        #expect(bench.storage.objects.keys.map(\.generation).min() == 7)
    }
}
