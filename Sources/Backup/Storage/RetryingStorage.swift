import Encodings
package import Vault

/// Asks another storage again when it failed for a passing reason, with pauses that grow.
package struct RetryingStorage: BackupStorage {
    private static let firstPause = Duration.milliseconds(250)

    private let storage: any BackupStorage
    private let patience: Patience
    private let jitter: @Sendable () -> Double
    private let now: @Sendable () -> ContinuousClock.Instant
    private let sleep: @Sendable (Duration) async throws -> Void

    /// Wraps a storage; `jitter` is what part of each pause is waited, so that many devices do not return at once.
    package init(
        _ storage: any BackupStorage,
        patience: Patience = .standard,
        jitter: @escaping @Sendable () -> Double = { .random(in: 0.5...1) },
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.storage = storage
        self.patience = patience
        self.jitter = jitter
        self.now = now
        self.sleep = sleep
    }

    package func save(_ bytes: [UInt8], as name: ObjectName) async throws(StorageError) {
        let isSaved = try await retrying { isRepeated throws(StorageError) in
            do throws(StorageError) {
                try await storage.save(bytes, as: name)
                return true
            } catch .alreadyExists where isRepeated {
                return false
            }
        }
        // The name is taken: by the attempt before, whose answer was lost, if the object is the same.
        guard !isSaved else { return }
        do throws(StorageError) {
            guard try await load(name, limit: bytes.count) == bytes else { throw .alreadyExists }
        } catch .tooLarge, .notFound {
            throw .alreadyExists
        }
    }

    package func load(_ name: ObjectName, limit: Int) async throws(StorageError) -> [UInt8] {
        try await retrying { _ throws(StorageError) in try await storage.load(name, limit: limit) }
    }

    package func list(_ backup: BackupID?) async throws(StorageError) -> [ObjectName] {
        try await retrying { _ throws(StorageError) in try await storage.list(backup) }
    }

    package func remove(_ name: ObjectName) async throws(StorageError) {
        try await retrying { isRepeated throws(StorageError) in
            do throws(StorageError) {
                try await storage.remove(name)
            } catch .notFound where isRepeated {
                // Removed by the attempt before, whose answer was lost.
            }
        }
    }

    package func forget(_ backup: BackupID) async {
        await storage.forget(backup)
    }

    private func retrying<Result>(
        _ attempt: (_ isRepeated: Bool) async throws(StorageError) -> Result
    ) async throws(StorageError) -> Result {
        let start = now()
        var attempts = 0
        while true {
            do throws(StorageError) {
                return try await attempt(attempts > 0)
            } catch {
                attempts += 1
                guard
                    let pause = pause(after: error, attempts: attempts),
                    attempts < patience.attempts,
                    start.duration(to: now()) + pause <= patience.total,
                    (try? await sleep(pause)) != nil
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
