import Encodings
import Foundation
import Primitives
import Storages
import TestSupport
import Testing
import Vault

@testable import Backup

@Suite struct RetentionTests {
    private static let day: Int64 = 24 * 3600

    private func kept(
        _ versions: [(generation: UInt64, made: Instant)],
        newestVerified: UInt64,
        now: Instant
    ) -> Set<UInt64> {
        let expendable = Retention.expendable(versions, newestVerified: newestVerified, now: now)
        return Set(versions.map(\.generation)).subtracting(expendable)
    }

    @Test func `of two years of daily backups the newest, the days and the months stay`() {
        let versions = (1...730).map { number in
            (generation: UInt64(number), made: sampleTime.adding(seconds: Int64(number - 730) * Self.day))
        }
        let kept = kept(versions, newestVerified: 730, now: sampleTime)
        #expect(Set(701...730).isSubset(of: kept))
        let older = kept.filter { $0 <= 700 }.sorted()
        #expect((11...12).contains(older.count))
        #expect((older.first ?? 0) > 365)
        for (earlier, later) in zip(older, older.dropFirst()) { #expect((30...31).contains(later - earlier)) }
    }

    @Test func `of many backups on one day the newest twenty stay and the last of each day before`() {
        let versions = (1...300).map { number in
            (generation: UInt64(number), made: sampleTime.adding(seconds: Int64(number - 300) * Self.day / 50))
        }
        let kept = kept(versions, newestVerified: 300, now: sampleTime)
        #expect(Set(281...300).isSubset(of: kept))
        #expect(kept.count == 25 || kept.count == 26)
    }

    @Test func `twenty versions are never too many`() {
        let versions = (1...20).map { (generation: UInt64($0), made: Instant.distantPast) }
        #expect(Retention.expendable(versions, newestVerified: 20, now: Self.distantFuture) == [])
    }

    @Test func `newer ones stay and do not count among the twenty`() {
        let versions = (1...60).map { (generation: UInt64($0), made: Instant.distantPast) }
        #expect(kept(versions, newestVerified: 50, now: sampleTime) == Set(31...60))
    }

    @Test func `without the last verified one nothing goes`() {
        let versions = (1...50).map { (generation: UInt64($0), made: Instant.distantPast) }
        #expect(Retention.expendable(versions, newestVerified: 51, now: sampleTime) == [])
        #expect(Retention.expendable([], newestVerified: 1, now: sampleTime) == [])
    }

    private static let distantFuture = Instant(Date.distantFuture)

    static let clocks = [
        Instant(seconds: 0), Instant(seconds: 4_102_444_800), .distantPast, distantFuture, sampleTime,
        Instant(milliseconds: .max), Instant(milliseconds: .min),
    ]

    @Test(arguments: clocks)
    func `whatever the clocks say, the last verified snapshot, newer ones and the twenty before stay`(clock: Instant) {
        for seed in UInt64(0)..<400 {
            var random = SeededGenerator(ofCase: seed)
            var generation: UInt64 = 0
            let versions = (0..<random.number(1..<80)).map { _ in
                generation += UInt64(random.number(1..<4))
                let made =
                    random.chance(30)
                    ? Self.clocks.randomElement(using: &random) ?? sampleTime
                    : sampleTime.adding(seconds: Int64(random.number(-500..<500)) * Self.day)
                return (generation: generation, made: made)
            }
            let verified = versions[random.number(0..<versions.count)].generation
            let kept = kept(versions.shuffled(using: &random), newestVerified: verified, now: clock)
            let (older, newer) = (
                versions.map(\.generation).filter { $0 <= verified },
                versions.map(\.generation).filter { $0 > verified }
            )
            #expect(Set(newer).isSubset(of: kept), "seed \(seed)")
            #expect(Set(older.suffix(20)).isSubset(of: kept), "seed \(seed)")
            // At most the newest, a month of days and a year of months, for each span that the clocks made up.
            let spans = Set(versions.map { $0.made.milliseconds / (24 * 3600 * 1000) }).count
            #expect(kept.count <= newer.count + 20 + 2 * spans, "seed \(seed)")
        }
    }

    @Test func `a jump of the clock does not make all others look old`() {
        let versions = (1...60).map { number in
            (generation: UInt64(number), made: sampleTime.adding(seconds: Int64(number - 60) * Self.day))
        }
        let later = Instant(seconds: 4_102_444_800)
        #expect(kept(versions, newestVerified: 60, now: later) == kept(versions, newestVerified: 60, now: sampleTime))
    }

    @Test(arguments: UInt64(1)...4)
    func `however the clock jumps between runs, the last verified snapshot is there and opens`(seed: UInt64)
        throws
    {
        let bench = try Bench()
        var random = SeededGenerator(ofCase: seed)
        for _ in 0..<40 {
            let moment =
                random.chance(40)
                ? Self.clocks.randomElement(using: &random) ?? sampleTime
                : sampleTime.adding(seconds: Int64(random.number(-500..<500)) * Self.day)
            let run = BackupRun(
                vault: bench.vault,
                storage: bench.storage,
                heads: bench.heads,
                now: { moment },
                problem: \.code
            )
            let newest = try run.run().snapshot.generation
            let kept = Set(bench.storage.objects.keys.map(\.generation))
            let twenty = (newest - min(19, newest - 1))...newest
            #expect(twenty.allSatisfy(kept.contains), "seed \(seed)")
            #expect(try run.verify().snapshot.generation == newest)
        }
    }

    private func bench(generations: Int) throws -> Bench {
        let bench = try Bench()
        for _ in 0..<generations { try bench.backupRun.run() }
        return bench
    }

    @Test func `a run removes what is too much, once it has read its own snapshot back`() throws {
        let bench = try bench(generations: 25)
        #expect(bench.storage.objects.count == 25)
        let result = try bench.backupRun.run()
        #expect(result.pruned == 6)
        #expect(bench.storage.objects.keys.map(\.generation).sorted() == Array(7...26))
        #expect(try bench.backupRun.verify().isComplete)
        #expect(try bench.binding?.snapshotTimes.count == 20)
        for _ in 0..<5 { #expect(try bench.backupRun.run().pruned == 0) }
        #expect(try bench.backupRun.run().pruned == 6)
    }

    @Test func `a run that cannot read its snapshot back removes nothing`() throws {
        let bench = try bench(generations: 25)
        bench.storage.setFaults { $0.lie = { Array($0.dropLast()) } }
        #expect(throws: BackupRunError.self) { try bench.backupRun.run() }
        #expect(bench.storage.objects.count == 26)
    }

    @Test func `a run that is not the first removes nothing`() throws {
        let bench = try bench(generations: 25)
        bench.heads.set { $0.failsToAdvance = true }
        #expect(throws: BackupRunError.self) { try bench.backupRun.run() }
        #expect(bench.storage.objects.count == 26)
    }

    @Test func `snapshots of other devices are opened once to learn their times, damaged ones stay`() throws {
        let bench = try bench(generations: 25)
        try bench.vault.update { $0.deviceBound.backup?.snapshotTimes = [:] }
        let damaged = try #require(bench.storage.objects.keys.first { $0.generation == 3 })
        bench.storage.replace(damaged, with: [1])
        #expect(try bench.backupRun.run().pruned == 5)
        #expect(bench.storage.objects.keys.map(\.generation).sorted() == [3] + Array(7...26))
        #expect(try bench.backupRun.run().snapshot.generation == 27)
    }

    @Test func `a storage that removes nothing is no failure, and what is left goes later`() throws {
        let bench = try bench(generations: 25)
        let keeping = KeepingStorage(storage: bench.storage)
        let run = BackupRun(
            vault: bench.vault,
            storage: keeping,
            heads: bench.heads,
            now: { sampleTime },
            problem: \.code
        )
        #expect(try run.run().pruned == 0)
        #expect(try !bench.isPending)
        #expect(try bench.backupRun.run().pruned == 7)
    }

    @Test func `leftovers of failed attempts stay until they are twenty generations old`() throws {
        let bench = try Bench()
        bench.heads.set { $0.failsToAdvance = true }
        for _ in 0..<3 { _ = try? bench.backupRun.run() }
        bench.heads.set { $0.failsToAdvance = false }
        for _ in 0..<20 { try bench.backupRun.run() }
        #expect(bench.storage.objects.count == 23)
        for _ in 0..<5 { try bench.backupRun.run() }
        #expect(bench.storage.objects.keys.filter { $0.generation == 1 }.count == 4)
        #expect(try bench.backupRun.run().snapshot.generation == 26)
        // Those that were left over are opened to learn their times, and go with the one that was named.
        #expect(bench.storage.objects.keys.map(\.generation).min() == 7)
    }
}

/// Removes nothing.
final class KeepingStorage: BackupStorage {
    private let storage: MemoryStorage

    init(storage: MemoryStorage) {
        self.storage = storage
    }

    func save(_ bytes: [UInt8], as name: ObjectName) throws(StorageError) {
        try storage.save(bytes, as: name)
    }

    func load(_ name: ObjectName, limit: Int) throws(StorageError) -> [UInt8] {
        try storage.load(name, limit: limit)
    }

    func list(_ backup: BackupID?) throws(StorageError) -> [ObjectName] {
        try storage.list(backup)
    }

    func remove(_ name: ObjectName) throws(StorageError) {
        throw .refused
    }
}
