import Encodings
import Primitives
package import Storages

/// What every storage must do, wherever it is; each clause gets an empty storage of its own.
///
/// The tests of *Storages* hold the storages of this machine to it, and `storage-peer` those on the network.
package enum StorageClause: String, CaseIterable, Sendable {
    case savedIsLoaded = "what is saved is loaded"
    case neverOverwritten = "an object is never overwritten"
    case oneWriterWhole = "what many writers of one name leave is one winner's and whole"
    case limited = "an object longer than the limit is not read"
    case notFound = "what is not there is not found"
    case removed = "a removed object is gone and the others stay"
    case apart = "backups do not see one another"
    case listed = "all backups are listed when none is named"

    /// Throws a ``ContractBreach`` or the storage's own error where the storage does not keep this clause.
    package func check(_ storage: any BackupStorage) async throws {
        let backup = BackupID.random()
        let name = ObjectName.fresh(backup: backup, generation: 1)
        switch self {
        case .savedIsLoaded: try checkSaved(storage)
        case .neverOverwritten:
            try storage.save([1], as: name)
            try expect(.alreadyExists) { () throws(StorageError) in try storage.save([2], as: name) }
            try expect(storage.load(name, limit: 9), [1])
        case .oneWriterWhole: try await checkWriters(storage, name)
        case .limited:
            try storage.save([1, 2, 3], as: name)
            try expect(.tooLarge) { () throws(StorageError) in _ = try storage.load(name, limit: 2) }
        case .notFound:
            try expect(storage.list(backup), [])
            try expect(.notFound) { () throws(StorageError) in _ = try storage.load(name, limit: 9) }
            try expect(.notFound) { () throws(StorageError) in try storage.remove(name) }
        case .removed:
            let other = ObjectName.fresh(backup: backup, generation: 123_456_789_012)
            try storage.save([1], as: name)
            try storage.save([2], as: other)
            try expect(Set(storage.list(backup)), [name, other])
            try storage.remove(name)
            try expect(storage.list(backup), [other])
            try expect(storage.load(other, limit: 9), [2])
        case .apart:
            try storage.save([1], as: name)
            try expect(storage.list(.random()), [])
        case .listed:
            try expect(storage.list(nil), [])
            let other = ObjectName.fresh(backup: .random(), generation: 1)
            try storage.save([1], as: name)
            try storage.save([1], as: other)
            try expect(Set(storage.list(nil)), [name, other])
        }
    }

    private func checkSaved(_ storage: any BackupStorage) throws {
        for length in [0, 1, 16_532, 1 << 20] {
            let name = ObjectName.fresh(backup: .random(), generation: 1)
            let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 7) }
            try storage.save(bytes, as: name)
            try expect(storage.load(name, limit: length), bytes)
            try expect(storage.list(name.backup), [name])
        }
    }

    private func checkWriters(_ storage: any BackupStorage, _ name: ObjectName) async throws {
        let winners = await race(storage, name, writers: 20).winners
        let content = try storage.load(name, limit: 50_000)
        guard let first = content.first else { throw ContractBreach(clause: self, found: "an empty object") }
        try expect(winners.contains(first), true)
        try expect(content, [UInt8](repeating: first, count: 50_000))
    }

    private func expect<Value: Equatable>(_ found: Value, _ expected: Value) throws {
        guard found == expected else {
            throw ContractBreach(clause: self, found: String(String(describing: found).prefix(200)))
        }
    }

    private func expect(_ expected: StorageError, of work: () throws(StorageError) -> Void) throws {
        do throws(StorageError) {
            try work()
        } catch {
            guard error == expected else { throw ContractBreach(clause: self, found: "\(error)") }
            return
        }
        throw ContractBreach(clause: self, found: "no \(expected)")
    }
}

/// What a storage did that it may not do.
package struct ContractBreach: Error, CustomStringConvertible {
    /// The clause that is not kept.
    package let clause: StorageClause
    /// What was found instead.
    package let found: String

    package var description: String { "\(clause.rawValue): \(found)" }
}
