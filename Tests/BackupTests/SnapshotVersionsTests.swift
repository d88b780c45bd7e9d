import Foundation
import Primitives
import Storages
import TestSupport
import Testing
import Vault

@testable import Backup

@Suite struct SnapshotVersionsTests {
    @Test func `versions are listed newest first and say what they hold when opened`() throws {
        let bench = try Bench()
        try bench.backupRun.run()
        try bench.add("One more")
        try bench.backupRun.run()
        try bench.backUpElsewhere(contents(ofIssuers: ["x"]))
        let versions = SnapshotVersions(storage: bench.storage, binding: try #require(try bench.binding))
        let list = try versions.list()
        #expect(list.map(\.generation) == [3, 2, 1])
        var details: [SnapshotDetails] = []
        for version in list { details.append(try versions.open(version)) }
        #expect(details.map(\.entries) == [1, 4, 3])
        #expect(details.map(\.device) == [otherDevice, sampleDevice, sampleDevice])
        #expect(details.map(\.made) == [sampleTime, sampleTime, sampleTime])
    }

    @Test func `what does not open says why`() throws {
        let bench = try Bench()
        try bench.backupRun.run()
        let name = try #require(bench.storage.objects.keys.first)
        let bytes = try #require(bench.storage.objects[name])
        var binding = try #require(try bench.binding)
        func state(_ bytes: [UInt8]) throws -> SnapshotDetails.State {
            bench.storage.replace(name, with: bytes)
            let versions = SnapshotVersions(storage: bench.storage, binding: binding)
            return try versions.open(versions.list()[0]).state
        }
        #expect(try state(bytes) == .intact)
        #expect(try state(Array(bytes.dropLast())) == .damaged)
        #expect(try state([]) == .damaged)
        var newer = bytes
        newer[9] = 2
        #expect(try state(newer) == .newerApp)
        // The storage may say what it likes in the header: what it calls the current key's does not open.
        var forged = bytes
        forged[31] = 0
        #expect(try state(forged) == .oldKey(epoch: 0))
        forged[31] = 7
        #expect(try state(forged) == .newerKey(epoch: 7))
        binding.adopt(epoch: 2, key: SecretBytes.random(count: 32))
        #expect(try state(bytes) == .oldKey(epoch: 1))
        binding.adopt(epoch: 1, key: SecretBytes.random(count: 32))
        #expect(try state(bytes) == .damaged)
        #expect(try SnapshotVersions(storage: bench.storage, binding: binding).list().count == 1)
    }

    @Test func `a file under another snapshot's name is damaged`() throws {
        let bench = try Bench()
        try bench.backupRun.run()
        let (_, bytes) = try #require(bench.storage.objects.first)
        bench.storage.replace(.fresh(backup: backupID, generation: 5), with: bytes)
        let versions = SnapshotVersions(storage: bench.storage, binding: try #require(try bench.binding))
        #expect(try versions.open(versions.list()[0]).state == .damaged)
    }

    @Test func `a storage that does not answer is reported`() throws {
        let bench = try Bench()
        try bench.backupRun.run()
        let versions = SnapshotVersions(storage: bench.storage, binding: try #require(try bench.binding))
        let list = try versions.list()
        bench.storage.setFaults { ($0.load, $0.list) = (.unreachable, .refused) }
        #expect(throws: StorageError.refused) { try versions.list() }
        #expect(throws: StorageError.unreachable) { try versions.open(list[0]) }
    }
}
