import Foundation
import Primitives
import Testing
import Vault

@testable import Backup

@Suite struct SnapshotVersionsTests {
    @Test func `versions are listed newest first and say what they hold when opened`() async throws {
        let bench = try Bench()
        try await bench.backupRun.run()
        try await bench.add("One more")
        try await bench.backupRun.run()
        try await bench.backUpElsewhere(portable(["x"]))
        let versions = SnapshotVersions(storage: bench.storage, binding: try #require(try await bench.binding))
        let list = try await versions.list()
        #expect(list.map(\.generation) == [3, 2, 1])
        var details: [SnapshotDetails] = []
        for version in list { details.append(try await versions.open(version)) }
        #expect(details.map(\.entries) == [1, 4, 3])
        #expect(details.map(\.device) == [otherDevice, device, device])
        #expect(details.map(\.made) == [now, now, now])
        #expect(details.map(\.isIntact) == [true, true, true])
    }

    @Test func `what does not open says why`() async throws {
        let bench = try Bench()
        try await bench.backupRun.run()
        let name = try #require(bench.storage.objects.keys.first)
        let bytes = try #require(bench.storage.objects[name])
        var binding = try #require(try await bench.binding)
        func state(_ bytes: [UInt8]) async throws -> SnapshotDetails.State {
            bench.storage.replace(name, with: bytes)
            let versions = SnapshotVersions(storage: bench.storage, binding: binding)
            return try await versions.open(versions.list()[0]).state
        }
        #expect(try await state(bytes) == .intact)
        #expect(try await state(Array(bytes.dropLast())) == .damaged)
        #expect(try await state([]) == .damaged)
        var newer = bytes
        newer[9] = 2
        #expect(try await state(newer) == .newerApp)
        // The storage may say what it likes in the header: what it calls the current key's does not open.
        var forged = bytes
        forged[31] = 0
        #expect(try await state(forged) == .oldKey(epoch: 0))
        forged[31] = 7
        #expect(try await state(forged) == .newerKey(epoch: 7))
        binding.adopt(epoch: 2, key: SecretBytes.random(count: 32))
        #expect(try await state(bytes) == .oldKey(epoch: 1))
        binding.adopt(epoch: 1, key: SecretBytes.random(count: 32))
        #expect(try await state(bytes) == .damaged)
        #expect(try await SnapshotVersions(storage: bench.storage, binding: binding).list().count == 1)
    }

    @Test func `a file under another snapshot's name is damaged`() async throws {
        let bench = try Bench()
        try await bench.backupRun.run()
        let (_, bytes) = try #require(bench.storage.objects.first)
        bench.storage.replace(.fresh(backup: backupID, generation: 5), with: bytes)
        let versions = SnapshotVersions(storage: bench.storage, binding: try #require(try await bench.binding))
        #expect(try await versions.open(versions.list()[0]).state == .damaged)
    }

    @Test func `a storage that does not answer is told`() async throws {
        let bench = try Bench()
        try await bench.backupRun.run()
        let versions = SnapshotVersions(storage: bench.storage, binding: try #require(try await bench.binding))
        let list = try await versions.list()
        bench.storage.setFaults { ($0.load, $0.list) = (.unreachable, .refused) }
        await #expect(throws: StorageError.refused) { try await versions.list() }
        await #expect(throws: StorageError.unreachable) { try await versions.open(list[0]) }
    }
}
