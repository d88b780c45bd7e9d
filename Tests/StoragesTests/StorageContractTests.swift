import Foundation
import HTTPExchange
import Primitives
import TestSupport
import Testing
import Threads

@testable import Storages

/// What every storage must do, of the storages of this machine.
///
/// A new one gets a case in ``StorageUnderTest`` and a line in `make`.
@Suite struct StorageContractTests {
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
        case .retrying: RetryingStorage(MemoryStorage(), pauses: ThreadPauses(NeverCancelled()))
        case .folder: try StorageRegistry.storage(at: StorageLocation("folder:\(folder.path)"))
        }
    }

    @Test(arguments: StorageUnderTest.allCases, StorageClause.allCases)
    func `each storage keeps each clause of the contract`(kind: StorageUnderTest, clause: StorageClause) async throws {
        let storage = try make(kind)
        await #expect(throws: Never.self) { try await clause.check(storage) }
    }

    /// More than the contract asks for, as some WebDAV servers let two win: see ``StorageClause/oneWriterWhole``.
    @Test(arguments: StorageUnderTest.allCases)
    func `of many writers of one name a single one wins`(kind: StorageUnderTest) async throws {
        let storage = try make(kind)
        let winners = await race(storage, name, writers: 20).winners
        #expect(winners.count == 1)
        #expect(try storage.load(name, limit: 50_000) == [UInt8](repeating: winners[0], count: 50_000))
    }
}
