import Entries
import Foundation
import Primitives
import Sealed
import Storages
import TestSupport
import Testing
import Vault

@testable import Backup

@Suite struct TwoDevicesTests {
    let storage = MemoryStorage()
    let heads = MemoryHeads()

    private func pair() throws -> (SharingDevice, SharingDevice) {
        let first = try SharingDevice(
            sampleDevice,
            storage: storage,
            heads: heads,
            portable: contents(ofIssuers: ["a", "b"])
        )
        let known = try first.run.run().snapshot
        let contents = try first.portable
        let second = try SharingDevice(
            otherDevice,
            storage: storage,
            heads: heads,
            portable: contents,
            newest: known
        )
        return (first, second)
    }

    @Test func `what another device backed up is merged and the result says what came`() throws {
        let (first, second) = try pair()
        try first.add("mine")
        try second.add("theirs")
        #expect(try first.run.run().merged.isEmpty)
        let result = try second.run.run()
        #expect((result.merged.added, result.merged.changed, result.merged.removed) == (1, 0, 0))
        #expect(result.snapshot.generation == 3)
        #expect(result.snapshot.entries == 4)
        #expect(try second.run.verify().isComplete)
        #expect(try !second.vault.contents().isBackupPending)
        #expect(try first.run.run().merged.added == 1)
        #expect(try first.issuers == second.issuers)
        // The first device had nothing that the newest snapshot lacks.
        #expect(heads.current?.generation == 3)
        #expect(try !first.vault.contents().isBackupPending)
        #expect(try first.run.verify().isComplete)
    }

    @Test func `a language that is chosen on one device stays the other device's own`() throws {
        let (first, second) = try pair()
        try first.vault.update { contents in
            contents.chooseLanguage("fr")
            contents.portable.settings.hidesCodes = true
            contents.portable.settings.modified = contents.portable.tick(at: sampleTime, on: sampleDevice)
        }
        _ = try first.run.run()
        _ = try second.run.run()
        let (here, there) = (try first.vault.contents().settings, try second.vault.contents().settings)
        #expect((here.language, there.language) == ("fr", nil))
        #expect(here.hidesCodes && there.hidesCodes)
    }

    @Test func `a device that was slower merges, tries again, and its first attempt stays`() throws {
        let (first, second) = try pair()
        try second.add("theirs")
        try first.add("mine")
        let counter = Counter()
        let interrupted = InterruptingStorage(storage: storage) {
            if counter.next() == 1 { _ = try? second.run.run() }
        }
        let run = BackupRun(
            vault: first.vault,
            storage: interrupted,
            heads: heads,
            now: { sampleTime },
            problem: \.code
        )
        let result = try run.run()
        #expect(result.merged.added == 1)
        #expect(result.snapshot.generation == 3)
        #expect(storage.objects.keys.map(\.generation).sorted() == [1, 2, 2, 3])
        #expect(try first.run.verify().isComplete)
        #expect(try Set(first.issuers) == ["a", "b", "mine", "theirs"])
    }

    @Test func `a device that is always slower gives up`() throws {
        let (first, second) = try pair()
        try first.add("mine")
        let counter = Counter()
        let interrupted = InterruptingStorage(storage: storage) {
            try? second.add("theirs \(counter.next())")
            _ = try? second.run.run()
        }
        let run = BackupRun(
            vault: first.vault,
            storage: interrupted,
            heads: heads,
            now: { sampleTime },
            problem: \.code
        )
        #expect { try run.run() } throws: { ($0 as? BackupRunError)?.code == "backup.newer-elsewhere" }
        #expect(counter.next() == 6)
        #expect(try first.vault.contents().isBackupPending)
        // What was merged on the way is here.
        #expect(try first.portable.entries.count >= 6)
        #expect(try first.run.run().snapshot.entries == 8)
    }

    @Test(arguments: [StorageError?.none, .unreachable])
    func `a newer snapshot that is damaged or gone is not replaced by a device that has not seen it`(
        listing: StorageError?
    ) throws {
        let (first, second) = try pair()
        try second.add("theirs")
        try second.run.run()
        let newest = try #require(storage.objects.keys.first { $0.generation == 2 })
        let bytes = try #require(storage.objects[newest])
        func code(_ run: BackupRun) -> String? {
            do throws(BackupRunError) {
                try run.run()
                return nil
            } catch {
                return error.code
            }
        }
        storage.replace(newest, with: bytes.dropLast() + [bytes[bytes.count - 1] ^ 1])
        #expect(code(first.run) == "backup.damaged")
        storage.replace(newest, with: nil)
        #expect(code(first.run) == "backup.rolled-back")
        storage.setFaults { $0.list = listing }
        #expect(code(first.run) == (listing == nil ? "backup.rolled-back" : "storage.unreachable"))
        storage.setFaults { $0.list = nil }
        #expect(heads.current?.generation == 2)
        // The device that made it makes another one, and then the first device has it as well.
        #expect(code(second.run) == nil)
        #expect(code(first.run) == nil)
        #expect(try first.issuers == ["a", "b", "theirs"])
    }

    @Test func `a device whose vault went back to an older copy gets back what it had backed up`() throws {
        let first = try SharingDevice(
            sampleDevice,
            storage: storage,
            heads: heads,
            portable: contents(ofIssuers: ["a"])
        )
        try first.run.run()
        let old = try first.vault.contents()
        try first.add("b")
        try first.run.run()
        try first.vault.update { $0 = old }
        let result = try first.run.run()
        #expect(result.merged.added == 1)
        #expect(try first.issuers == ["a", "b"])
        #expect(try first.run.verify().isComplete)
    }

    @Test func `removing everything on one device asks there, and not on the other`() throws {
        let (first, second) = try pair()
        try first.vault.update { contents in
            for entry in contents.portable.entries {
                contents.portable.remove(entry.id, at: sampleTime, on: sampleDevice)
            }
        }
        #expect { try first.run.run() } throws: { ($0 as? BackupRunError)?.code == "backup.shrunken" }
        try first.run.run(allowingShrinking: true)
        #expect(try second.run.run().merged.removed == 2)
        #expect(try second.issuers == [])
        #expect(heads.current?.generation == 2)
    }

    @Test func `entries that were given up on one device do not come back from the other`() throws {
        let (first, second) = try pair()
        try first.vault.update { contents in
            contents.portable.entries.removeLast()
            _ = contents.portable.tick(at: sampleTime, on: sampleDevice)
        }
        #expect(try first.run.run(allowingShrinking: true).snapshot.entries == 1)
        try second.add("theirs")
        try second.run.run()
        try first.run.run()
        #expect(try first.issuers == ["a", "theirs"])
    }

    @Test(arguments: [2, 3])
    func `whatever fails in between, all devices end up the same and no secret is lost`(count: Int) throws {
        for seed in UInt64(0)..<25 {
            let (storage, heads) = (MemoryStorage(), MemoryHeads())
            var story = Story(seed: seed)
            let devices = try (0..<count).map { try SharingDevice(deviceID($0), storage: storage, heads: heads) }
            for _ in 0..<story.random.number(10..<30) {
                let index = story.random.number(0..<count)
                if story.random.chance(40) {
                    inject(&story.random, storage, heads)
                    _ = try? devices[index].run.run(allowingShrinking: story.random.chance(20))
                    storage.setFaults { $0 = .init() }
                    heads.set { ($0.failsToRead, $0.failsToAdvance, $0.losesAnswer) = (false, false, false) }
                } else {
                    var contents = try devices[index].portable
                    story.change(&contents, on: deviceID(index), skew: Double(index) * 500)
                    let changed = contents
                    try devices[index].vault.update { $0.portable = changed }
                }
            }
            for _ in 0..<2 {
                for device in devices { try device.run.run(allowingShrinking: true) }
            }
            let last = try devices[0].portable
            for device in devices {
                #expect(try difference(device.portable, last) == nil, "seed \(seed)")
                #expect(try device.run.verify().isComplete, "seed \(seed)")
            }
            #expect(story.complaint(about: last) == nil, "seed \(seed)")
        }
    }

    private func inject(_ random: inout SeededGenerator, _ storage: MemoryStorage, _ heads: MemoryHeads) {
        switch random.number(0..<9) {
        case 0: storage.setFaults { $0.save = .full }
        case 1: storage.setFaults { $0.saveAnswer = .unreachable }
        case 2: storage.setFaults { $0.forgets = true }
        case 3: storage.setFaults { $0.lie = { Array($0.dropLast()) } }
        case 4: heads.set { $0.failsToAdvance = true }
        case 5: heads.set { $0.losesAnswer = true }
        default: break
        }
    }
}
