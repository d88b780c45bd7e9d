import Encodings
import Storages
import TestSupport

/// Does something else between the save of a snapshot and the answer to it.
final class InterruptingStorage: BackupStorage {
    private let storage: MemoryStorage
    private let interruption: @Sendable () -> Void

    init(storage: MemoryStorage, interruption: @escaping @Sendable () -> Void) {
        self.storage = storage
        self.interruption = interruption
    }

    func save(_ bytes: [UInt8], as name: ObjectName) throws(StorageError) {
        try storage.save(bytes, as: name)
        interruption()
    }

    func load(_ name: ObjectName, limit: Int) throws(StorageError) -> [UInt8] {
        try storage.load(name, limit: limit)
    }

    func list(_ backup: BackupID?) throws(StorageError) -> [ObjectName] {
        try storage.list(backup)
    }

    func remove(_ name: ObjectName) throws(StorageError) {
        try storage.remove(name)
    }
}
