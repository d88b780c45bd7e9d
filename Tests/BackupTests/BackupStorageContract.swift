import Foundation
import Testing
import Vault

@testable import Backup

/// What every storage must do. A new storage gets one more line in ``StorageUnderTest``.
@Suite struct BackupStorageContract {
    enum StorageUnderTest: String, CaseIterable, CustomTestStringConvertible {
        case memory
        case folder
        case retrying

        var testDescription: String { rawValue }
    }

    let folder = try! TemporaryFolder()
    let name = ObjectName.fresh(backup: backupID, generation: 1)

    private func make(_ kind: StorageUnderTest) throws -> any BackupStorage {
        switch kind {
        case .memory: MemoryStorage()
        case .retrying: RetryingStorage(MemoryStorage())
        case .folder: try StorageRegistry.storage(at: StorageLocation("folder:\(folder.path)"))
        }
    }

    @Test(arguments: StorageUnderTest.allCases, [0, 1, 16_532, 1 << 20])
    func `what is saved is loaded`(kind: StorageUnderTest, length: Int) async throws {
        let storage = try make(kind)
        let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        try await storage.save(bytes, as: name)
        #expect(try await storage.load(name, limit: length) == bytes)
        #expect(try await storage.list(backupID) == [name])
    }

    @Test(arguments: StorageUnderTest.allCases)
    func `an object is never overwritten`(kind: StorageUnderTest) async throws {
        let storage = try make(kind)
        try await storage.save([1], as: name)
        await #expect(throws: StorageError.alreadyExists) { try await storage.save([2], as: name) }
        #expect(try await storage.load(name, limit: 9) == [1])
    }

    @Test(arguments: StorageUnderTest.allCases)
    func `of many writers of one name a single one wins`(kind: StorageUnderTest) async throws {
        let storage = try make(kind)
        let winners = await withTaskGroup(of: UInt8?.self) { group in
            for writer in 0..<UInt8(20) {
                group.addTask {
                    let bytes = [UInt8](repeating: writer, count: 50_000)
                    return (try? await storage.save(bytes, as: name)) == nil ? nil : writer
                }
            }
            return await group.reduce(into: [UInt8]()) { if let writer = $1 { $0.append(writer) } }
        }
        #expect(winners.count == 1)
        #expect(try await storage.load(name, limit: 50_000) == [UInt8](repeating: winners[0], count: 50_000))
    }

    @Test(arguments: StorageUnderTest.allCases)
    func `an object longer than the limit is not read`(kind: StorageUnderTest) async throws {
        let storage = try make(kind)
        try await storage.save([1, 2, 3], as: name)
        await #expect(throws: StorageError.tooLarge) { try await storage.load(name, limit: 2) }
    }

    @Test(arguments: StorageUnderTest.allCases)
    func `what is not there is not found`(kind: StorageUnderTest) async throws {
        let storage = try make(kind)
        #expect(try await storage.list(backupID) == [])
        await #expect(throws: StorageError.notFound) { try await storage.load(name, limit: 9) }
        await #expect(throws: StorageError.notFound) { try await storage.remove(name) }
    }

    @Test(arguments: StorageUnderTest.allCases)
    func `a removed object is gone and the others stay`(kind: StorageUnderTest) async throws {
        let storage = try make(kind)
        let other = ObjectName.fresh(backup: backupID, generation: 123_456_789_012)
        try await storage.save([1], as: name)
        try await storage.save([2], as: other)
        #expect(Set(try await storage.list(backupID)) == [name, other])
        try await storage.remove(name)
        #expect(try await storage.list(backupID) == [other])
        #expect(try await storage.load(other, limit: 9) == [2])
    }

    @Test(arguments: StorageUnderTest.allCases)
    func `backups do not see one another`(kind: StorageUnderTest) async throws {
        let storage = try make(kind)
        try await storage.save([1], as: name)
        #expect(try await storage.list(.random()) == [])
    }

    @Test(arguments: StorageUnderTest.allCases)
    func `all backups are listed when none is named`(kind: StorageUnderTest) async throws {
        let storage = try make(kind)
        #expect(try await storage.list(nil) == [])
        let other = ObjectName.fresh(backup: .random(), generation: 1)
        try await storage.save([1], as: name)
        try await storage.save([1], as: other)
        #expect(Set(try await storage.list(nil)) == [name, other])
    }
}
