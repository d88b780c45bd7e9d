package import Encodings
package import HTTPExchange

/// Asks another storage again when it failed for a passing reason, with pauses that grow.
package final class RetryingStorage: BackupStorage {
    private static let firstPause = Duration.milliseconds(250)

    private let storage: any BackupStorage
    private let patience: Patience
    private let jitter: @Sendable () -> Double
    private let pauses: any Pauses

    /// Wraps a storage; `jitter` is what part of each pause is waited, so that many devices do not return at once.
    package init(
        _ storage: any BackupStorage,
        patience: Patience = .standard,
        pauses: any Pauses,
        jitter: @escaping @Sendable () -> Double = { .random(in: 0.5...1) }
    ) {
        self.storage = storage
        self.patience = patience
        self.jitter = jitter
        self.pauses = pauses
    }

    /// A storage on the network.
    convenience init(_ storage: any BackupStorage, _ network: StorageNetwork) {
        self.init(storage, patience: network.patience, pauses: network.pauses)
    }

    package func save(_ bytes: [UInt8], as name: ObjectName) throws(StorageError) {
        let isSaved = try retrying { isRepeated throws(StorageError) in
            do throws(StorageError) {
                try storage.save(bytes, as: name)
                return true
            } catch .alreadyExists where isRepeated {
                return false
            }
        }
        // The name is taken: by the attempt before, whose answer was lost, if the object is the same.
        guard !isSaved else { return }
        do throws(StorageError) {
            guard try load(name, limit: bytes.count) == bytes else { throw .alreadyExists }
        } catch .tooLarge, .notFound {
            throw .alreadyExists
        }
    }

    package func load(_ name: ObjectName, limit: Int) throws(StorageError) -> [UInt8] {
        try retrying { _ throws(StorageError) in try storage.load(name, limit: limit) }
    }

    package func list(_ backup: BackupID?) throws(StorageError) -> [ObjectName] {
        try retrying { _ throws(StorageError) in try storage.list(backup) }
    }

    package func remove(_ name: ObjectName) throws(StorageError) {
        try retrying { isRepeated throws(StorageError) in
            do throws(StorageError) {
                try storage.remove(name)
            } catch .notFound where isRepeated {
                // Removed by the attempt before, whose answer was lost.
            }
        }
    }

    package func forget(_ backup: BackupID) {
        storage.forget(backup)
    }

    private func retrying<Result>(
        _ attempt: (_ isRepeated: Bool) throws(StorageError) -> Result
    ) throws(StorageError) -> Result {
        let start = pauses.elapsed
        var attempts = 0
        while true {
            do throws(StorageError) {
                return try attempt(attempts > 0)
            } catch {
                attempts += 1
                guard
                    let pause = pause(after: error, attempts: attempts),
                    attempts < patience.attempts,
                    pauses.elapsed - start + pause <= patience.total,
                    pauses.pause(for: pause)
                else { throw error }
            }
        }
    }

    private func pause(after error: StorageError, attempts: Int) -> Duration? {
        let pause = Self.firstPause * (1 << (attempts - 1)) * jitter()
        return switch error {
        case .unreachable, .serverFault: pause
        case .busy(let seconds): max(pause, .seconds(max(0, seconds ?? 0)))
        default: nil
        }
    }
}
