package import Encodings
package import Storages
import Synchronization

/// A real storage in memory, which can be told to fail or to lie.
package final class MemoryStorage: BackupStorage {
    /// What the storage does wrong.
    package struct Faults: Sendable {
        package var save: StorageError?
        /// The object is kept and the answer is lost all the same.
        package var saveAnswer: StorageError?
        package var load: StorageError?
        package var list: StorageError?
        /// What a load returns in place of the object.
        package var lie: (@Sendable ([UInt8]) -> [UInt8])?
        /// Says that it saved and kept nothing.
        package var forgets = false

        package init() {}
    }

    private struct State {
        var objects: [ObjectName: [UInt8]] = [:]
        var faults = Faults()
    }

    private let state = Mutex(State())

    package init() {}

    package var objects: [ObjectName: [UInt8]] { state.withLock { $0.objects } }

    package func setFaults(_ change: (inout Faults) -> Void) {
        state.withLock { change(&$0.faults) }
    }

    package func replace(_ name: ObjectName, with bytes: [UInt8]?) {
        state.withLock { $0.objects[name] = bytes }
    }

    package func save(_ bytes: [UInt8], as name: ObjectName) throws(StorageError) {
        let failure: StorageError? = state.withLock { state in
            if let failure = state.faults.save { return failure }
            if state.objects[name] != nil { return .alreadyExists }
            if !state.faults.forgets { state.objects[name] = bytes }
            return state.faults.saveAnswer
        }
        if let failure { throw failure }
    }

    package func load(_ name: ObjectName, limit: Int) throws(StorageError) -> [UInt8] {
        let (faults, object) = state.withLock { ($0.faults, $0.objects[name]) }
        if let failure = faults.load { throw failure }
        guard let object else { throw .notFound }
        guard object.count <= limit else { throw .tooLarge }
        return faults.lie?(object) ?? object
    }

    package func list(_ backup: BackupID?) throws(StorageError) -> [ObjectName] {
        let (faults, names) = state.withLock { ($0.faults, Array($0.objects.keys)) }
        if let failure = faults.list { throw failure }
        return names.filter { backup == nil || $0.backup == backup }
    }

    package func remove(_ name: ObjectName) throws(StorageError) {
        guard state.withLock({ $0.objects.removeValue(forKey: name) }) != nil else { throw .notFound }
    }
}
