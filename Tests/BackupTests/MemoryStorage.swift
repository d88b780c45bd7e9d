import Synchronization
import Vault

@testable import Backup

/// A real storage in memory, which can be told to fail or to lie.
final class MemoryStorage: BackupStorage {
    /// What the storage does wrong.
    struct Faults: Sendable {
        var save: StorageError?
        /// The object is kept and the answer is lost all the same.
        var saveAnswer: StorageError?
        var load: StorageError?
        var list: StorageError?
        /// What a load returns in place of the object.
        var lie: (@Sendable ([UInt8]) -> [UInt8])?
        /// Says that it saved and kept nothing.
        var forgets = false
    }

    private struct State {
        var objects: [ObjectName: [UInt8]] = [:]
        var faults = Faults()
    }

    private let state = Mutex(State())

    var objects: [ObjectName: [UInt8]] { state.withLock { $0.objects } }

    func setFaults(_ change: (inout Faults) -> Void) {
        state.withLock { change(&$0.faults) }
    }

    func replace(_ name: ObjectName, with bytes: [UInt8]?) {
        state.withLock { $0.objects[name] = bytes }
    }

    func save(_ bytes: [UInt8], as name: ObjectName) async throws(StorageError) {
        let failure: StorageError? = state.withLock { state in
            if let failure = state.faults.save { return failure }
            if state.objects[name] != nil { return .alreadyExists }
            if !state.faults.forgets { state.objects[name] = bytes }
            return state.faults.saveAnswer
        }
        if let failure { throw failure }
    }

    func load(_ name: ObjectName, limit: Int) async throws(StorageError) -> [UInt8] {
        let (faults, object) = state.withLock { ($0.faults, $0.objects[name]) }
        if let failure = faults.load { throw failure }
        guard let object else { throw .notFound }
        guard object.count <= limit else { throw .tooLarge }
        return faults.lie?(object) ?? object
    }

    func list(_ backup: BackupID?) async throws(StorageError) -> [ObjectName] {
        let (faults, names) = state.withLock { ($0.faults, Array($0.objects.keys)) }
        if let failure = faults.list { throw failure }
        return names.filter { backup == nil || $0.backup == backup }
    }

    func remove(_ name: ObjectName) async throws(StorageError) {
        guard state.withLock({ $0.objects.removeValue(forKey: name) }) != nil else { throw .notFound }
    }
}
