import Encodings
import Entries
import Foundation
import Primitives
import Sealed
import Storages
import TestSupport
import Testing
import Vault

@testable import Backup

@Suite struct BackupRunTests {
    /// The error of a run, by its stable code.
    private func code(_ bench: Bench, allowingShrinking: Bool = false) -> String? {
        do throws(BackupRunError) {
            try bench.backupRun.run(allowingShrinking: allowingShrinking)
            return nil
        } catch {
            return error.code
        }
    }

    @Test func `a run backs the vault up and clears the pending mark`() throws {
        let bench = try Bench()
        #expect(try bench.isPending)
        let known = try bench.backupRun.run().snapshot
        #expect(try !bench.isPending)
        let binding = try #require(try bench.binding)
        #expect(binding.newest == known)
        #expect(known.generation == 1)
        #expect(known.entries == 3)
        #expect(binding.lastVerified == sampleTime)
        #expect(binding.problem == nil)
        #expect(bench.heads.current?.hash == known.hash)
        try bench.add("One more")
        #expect(try bench.isPending)
        #expect(try bench.backupRun.run().snapshot.generation == 2)
        #expect(bench.storage.objects.count == 2)
        #expect(try bench.backupRun.verify().isComplete)
    }

    @Test func `without a backup there is nothing to run`() throws {
        let bench = try Bench()
        try bench.vault.update { $0.deviceBound.backup = nil }
        #expect(code(bench) == "backup.not-on")
        #expect(try !bench.isPending)
    }

    struct Fault: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let code: String
        /// Whether the head moved although the run failed.
        var headMoved = false
        let inject: @Sendable (Bench) -> Void
        let heal: @Sendable (Bench) -> Void = { bench in
            bench.storage.setFaults { $0 = .init() }
            bench.heads.set { ($0.failsToRead, $0.failsToAdvance, $0.losesAnswer) = (false, false, false) }
        }
    }

    static let faults = [
        Fault(testDescription: "head not read", code: "service.unreachable") { $0.heads.set { $0.failsToRead = true } },
        Fault(testDescription: "not saved", code: "storage.full") { $0.storage.setFaults { $0.save = .full } },
        Fault(testDescription: "read-only", code: "storage.read-only") { $0.storage.setFaults { $0.save = .readOnly } },
        Fault(testDescription: "saved, answer lost", code: "storage.unreachable") {
            $0.storage.setFaults { $0.saveAnswer = .unreachable }
        },
        Fault(testDescription: "said to be saved", code: "storage.unreliable") {
            $0.storage.setFaults { $0.forgets = true }
        },
        Fault(testDescription: "not read back", code: "storage.unreachable") {
            $0.storage.setFaults { $0.load = .unreachable }
        },
        Fault(testDescription: "read back cut", code: "storage.unreliable") {
            $0.storage.setFaults { $0.lie = { Array($0.dropLast()) } }
        },
        Fault(testDescription: "read back changed", code: "storage.unreliable") {
            $0.storage.setFaults { $0.lie = { [UInt8](repeating: 0, count: $0.count) } }
        },
        Fault(testDescription: "read back longer than any snapshot", code: "storage.unreliable") {
            $0.storage.setFaults { $0.load = .tooLarge }
        },
        Fault(testDescription: "head not advanced", code: "service.unreachable") {
            $0.heads.set { $0.failsToAdvance = true }
        },
        Fault(testDescription: "head advanced, answer lost", code: "service.unreachable", headMoved: true) {
            $0.heads.set { $0.losesAnswer = true }
        },
    ]

    @Test(arguments: faults, [0, 1])
    func `a failure leaves the mark, the old snapshot and a way on`(fault: Fault, runsBefore: Int) throws {
        let bench = try Bench()
        for _ in 0..<runsBefore { try bench.backupRun.run() }
        let before = bench.heads.current
        let objects = bench.storage.objects
        try bench.add("One more")
        fault.inject(bench)
        #expect(code(bench) == fault.code)
        #expect(try bench.isPending)
        #expect(try bench.binding?.problem == fault.code)
        #expect(try bench.binding?.newest?.generation == before?.generation)
        #expect((bench.heads.current != before) == fault.headMoved)
        for (name, bytes) in objects {
            #expect(bench.storage.objects[name] == bytes)
        }
        fault.heal(bench)
        #expect(code(bench) == nil)
        #expect(try !bench.isPending)
        #expect(try bench.binding?.problem == nil)
        #expect(try bench.backupRun.verify().isComplete)
        #expect(try bench.backupRun.verify().snapshot.entries == 4)
    }

    @Test func `a change made during the run stays pending`() throws {
        let bench = try Bench()
        let storage = InterruptingStorage(storage: bench.storage) { try? bench.add("Meanwhile") }
        let run = BackupRun(
            vault: bench.vault,
            storage: storage,
            heads: bench.heads,
            now: { sampleTime },
            problem: \.code
        )
        #expect(try run.run().snapshot.entries == 3)
        #expect(try bench.isPending)
        #expect(try bench.backupRun.verify().notBackedUp.count == 1)
        #expect(try bench.backupRun.run().snapshot.entries == 4)
        #expect(try !bench.isPending)
    }

    @Test func `a head that went back, changed or was forged is refused`() throws {
        let bench = try Bench()
        try bench.backupRun.run()
        let first = try #require(bench.heads.current)
        try bench.add("One more")
        try bench.backupRun.run()
        let second = try #require(bench.heads.current)

        bench.heads.current = first
        #expect(code(bench) == "backup.rolled-back")
        #expect { try bench.backupRun.verify() } throws: {
            ($0 as? BackupRunError)?.code == "backup.rolled-back"
        }
        bench.heads.current = nil
        #expect(code(bench) == "backup.rolled-back")
        bench.heads.current = Head.make(file: [1], generation: 2, epoch: 1, backup: backupID, key: sampleKey)
        #expect(code(bench) == "backup.rolled-back")
        bench.heads.current = Head(generation: 3, hash: second.hash, epoch: 1, mac: second.mac)
        #expect(code(bench) == "backup.head-forged")
        bench.heads.current = second
        #expect(code(bench) == nil)
    }

    @Test func `an empty vault replaces nothing until the user says so`() throws {
        let bench = try Bench()
        try bench.backupRun.run()
        try bench.vault.update { contents in
            for entry in contents.portable.entries {
                contents.portable.remove(entry.id, at: sampleTime, on: sampleDevice)
            }
        }
        #expect { try bench.backupRun.run() } throws: { error in
            guard case .shrunken(now: 0, before: 3) = error as? BackupRunError else { return false }
            return true
        }
        #expect(bench.storage.objects.count == 1)
        #expect(try bench.binding?.problem == "backup.shrunken")
        #expect(code(bench, allowingShrinking: true) == nil)
        #expect(try bench.backupRun.verify().snapshot.entries == 0)
    }

    @Test func `a storage that has lost every snapshot takes no backup`() throws {
        let bench = try Bench()
        try bench.backupRun.run()
        for name in bench.storage.objects.keys { bench.storage.replace(name, with: nil) }
        try bench.add("One more")
        #expect(code(bench) == "storage.emptied")
        #expect(bench.storage.objects.isEmpty)
    }

    @Test func `a storage that has nothing but another backup takes none of this one`() throws {
        let bench = try Bench()
        try bench.backupRun.run()
        for name in bench.storage.objects.keys { bench.storage.replace(name, with: nil) }
        bench.storage.replace(.fresh(backup: .random(), generation: 1), with: [1])
        #expect(code(bench) == "storage.other-backup")
        try bench.add("One more")
        #expect(code(bench) == "storage.other-backup")
        #expect(bench.storage.objects.count == 1)
    }

    @Test func `entries that vanished without being removed are noticed`() throws {
        let bench = try Bench()
        try bench.backupRun.run()
        try bench.vault.update { contents in
            contents.portable.remove(contents.portable.entries[0].id, at: sampleTime, on: sampleDevice)
        }
        #expect(code(bench) == nil)
        try bench.vault.update { contents in
            contents.portable.entries.removeLast()
            _ = contents.portable.tick(at: sampleTime, on: sampleDevice)
        }
        #expect(code(bench) == "backup.shrunken")
        // As many as before are still not the same.
        try bench.add("One more")
        #expect(code(bench) == "backup.shrunken")
        #expect(code(bench, allowingShrinking: true) == nil)
        #expect(try bench.vault.contents().portable.tombstones.count == 2)
        #expect(code(bench) == nil)
    }

    @Test func `a lost snapshot is noticed from what is left, and replaced by the next run`() throws {
        let bench = try Bench()
        func verifying() -> String? {
            do throws(BackupRunError) {
                _ = try bench.backupRun.verify()
                return nil
            } catch {
                return error.code
            }
        }
        #expect(verifying() == "backup.none-yet")
        try bench.backupRun.run()
        let first = try #require(bench.storage.objects.keys.first)
        let bytes = try #require(bench.storage.objects[first])

        bench.storage.replace(first, with: bytes.dropLast() + [bytes[bytes.count - 1] ^ 1])
        #expect(verifying() == "backup.damaged")
        bench.storage.replace(first, with: [])
        #expect(verifying() == "backup.damaged")
        bench.storage.replace(first, with: nil)
        #expect(verifying() == "storage.emptied")
        bench.storage.replace(.fresh(backup: backupID, generation: 0), with: bytes)
        #expect(verifying() == "backup.rolled-back")
        bench.storage.setFaults { $0.list = .unreachable }
        #expect(verifying() == "storage.unreachable")
        bench.storage.setFaults { $0.list = nil }
        #expect(code(bench) == nil)
        #expect(verifying() == nil)
    }

    @Test func `a leftover of the same generation is not mistaken for the newest`() throws {
        let bench = try Bench()
        bench.heads.set { $0.failsToAdvance = true }
        for _ in 0..<3 { #expect(code(bench) == "service.unreachable") }
        bench.heads.set { $0.failsToAdvance = false }
        try bench.add("One more")
        #expect(code(bench) == nil)
        #expect(bench.storage.objects.count == 4)
        #expect(try bench.backupRun.verify().snapshot.entries == 4)
    }

    @Test func `a check names what differs`() throws {
        let bench = try Bench()
        try bench.backupRun.run()
        let entries = try bench.vault.contents().portable.entries
        try bench.vault.update { contents in
            contents.portable.rename(entries[0].id, issuer: "Renamed", account: nil, at: sampleTime, on: sampleDevice)
            contents.portable.remove(entries[1].id, at: sampleTime, on: sampleDevice)
        }
        let found = try bench.backupRun.verify()
        #expect(found.notBackedUp == [entries[0].id])
        #expect(found.onlyInBackup == [entries[1].id])
        #expect(!found.isComplete)
    }

    @Test func `runs over a folder work as those over memory`() throws {
        let bench = try Bench()
        let folder = try TemporaryFolder()
        let run = BackupRun(
            vault: bench.vault,
            storage: FolderStorage(folder: folder.path),
            heads: bench.heads,
            now: { sampleTime },
            problem: \.code
        )
        for generation in 1...3 {
            try bench.add("Entry \(generation)")
            #expect(try run.run().snapshot.generation == UInt64(generation))
            #expect(try run.verify().isComplete)
        }
    }
}
