import Synchronization
import Testing
import Vault

@testable import Backup

@Suite struct RetryingStorageTests {
    /// A clock that only sleeping moves.
    final class Clock: Sendable {
        private let pauses = Mutex<[Duration]>([])
        private let start = ContinuousClock.now

        var slept: [Duration] { pauses.withLock { $0 } }
        var now: ContinuousClock.Instant { start + slept.reduce(.zero, +) }

        func sleep(_ pause: Duration) {
            pauses.withLock { $0.append(pause) }
        }
    }

    /// Fails with each error once, before or after the work is done.
    final class FlakyStorage: BackupStorage {
        let inner = MemoryStorage()
        private let errors: Mutex<[StorageError]>
        private let attempts = Mutex(0)
        private let losesAnswers: Bool

        init(_ errors: [StorageError], losesAnswers: Bool = false) {
            self.errors = Mutex(errors)
            self.losesAnswers = losesAnswers
        }

        var count: Int { attempts.withLock { $0 } }

        private func attempt<Result>(
            _ work: () async throws(StorageError) -> Result
        ) async throws(StorageError) -> Result {
            attempts.withLock { $0 += 1 }
            let error = errors.withLock { $0.isEmpty ? nil : $0.removeFirst() }
            guard let error else { return try await work() }
            if losesAnswers { _ = try await work() }
            throw error
        }

        func save(_ bytes: [UInt8], as name: ObjectName) async throws(StorageError) {
            try await attempt { () throws(StorageError) in try await inner.save(bytes, as: name) }
        }

        func load(_ name: ObjectName, limit: Int) async throws(StorageError) -> [UInt8] {
            try await attempt { () throws(StorageError) in try await inner.load(name, limit: limit) }
        }

        func list(_ backup: BackupID?) async throws(StorageError) -> [ObjectName] {
            try await attempt { () throws(StorageError) in try await inner.list(backup) }
        }

        func remove(_ name: ObjectName) async throws(StorageError) {
            try await attempt { () throws(StorageError) in try await inner.remove(name) }
        }
    }

    let clock = Clock()
    let name = ObjectName.fresh(backup: backupID, generation: 1)

    private func retrying(_ storage: any BackupStorage) -> RetryingStorage {
        RetryingStorage(storage, jitter: { 1 }, now: { clock.now }, sleep: { clock.sleep($0) })
    }

    @Test func `a passing failure is waited out with pauses that grow`() async throws {
        let flaky = FlakyStorage([.unreachable, .busy(after: nil), .serverFault, .unreachable])
        try await retrying(flaky).save([1], as: name)
        #expect(flaky.inner.objects == [name: [1]])
        #expect(clock.slept == [.milliseconds(250), .milliseconds(500), .seconds(1), .seconds(2)])
    }

    @Test func `after five attempts the failure is reported`() async throws {
        let flaky = FlakyStorage(Array(repeating: .unreachable, count: 9))
        await #expect(throws: StorageError.unreachable) { try await retrying(flaky).list(nil) }
        #expect(flaky.count == 5)
    }

    @Test(arguments: [
        StorageError.refused, .full, .alreadyExists, .notFound, .readOnly, .tooLarge, .untrusted, .redirected,
        .notThere,
        .clockOff, .badAnswer(400), .failed(5),
    ])
    func `a failure that lasts is reported at once`(error: StorageError) async throws {
        let flaky = FlakyStorage([error])
        await #expect(throws: error) { try await retrying(flaky).save([1], as: name) }
        #expect(flaky.count == 1)
        #expect(clock.slept == [])
    }

    @Test func `the pause that a server asks for is kept, unless it is too long`() async throws {
        let patient = FlakyStorage([.busy(after: 12), .busy(after: 17)])
        _ = try await retrying(patient).list(nil)
        #expect(clock.slept == [.seconds(12), .seconds(17)])
        let impatient = FlakyStorage([.busy(after: 2)])
        await #expect(throws: StorageError.busy(after: 3600)) {
            try await retrying(FlakyStorage([.busy(after: 3600)])).list(nil)
        }
        _ = try await retrying(impatient).list(nil)
        #expect(clock.slept.last == .seconds(2))
    }

    @Test func `pauses are spread so that devices do not return together`() async throws {
        let flaky = FlakyStorage([.unreachable])
        _ = try await RetryingStorage(flaky, now: { clock.now }, sleep: { clock.sleep($0) }).list(nil)
        #expect(clock.slept.count == 1)
        #expect(clock.slept.allSatisfy { (.milliseconds(125)...(.milliseconds(250))).contains($0) })
    }

    @Test func `a save whose answer was lost is recognised by its bytes`() async throws {
        let flaky = FlakyStorage([.unreachable], losesAnswers: true)
        try await retrying(flaky).save([1, 2], as: name)
        #expect(flaky.inner.objects == [name: [1, 2]])
    }

    @Test(arguments: [[UInt8]([1, 3]), [1, 2, 3], [1], []])
    func `another's object under the name is not taken for one's own`(other: [UInt8]) async throws {
        let flaky = FlakyStorage([.unreachable])
        flaky.inner.replace(name, with: other)
        await #expect(throws: StorageError.alreadyExists) { try await retrying(flaky).save([1, 2], as: name) }
        #expect(flaky.inner.objects == [name: other])
    }

    @Test func `a name that is taken at the first attempt is taken, whatever the bytes`() async throws {
        let flaky = FlakyStorage([])
        flaky.inner.replace(name, with: [1])
        await #expect(throws: StorageError.alreadyExists) { try await retrying(flaky).save([1], as: name) }
        #expect(flaky.count == 1)
    }

    @Test func `a removal whose answer was lost has removed`() async throws {
        let flaky = FlakyStorage([.unreachable], losesAnswers: true)
        flaky.inner.replace(name, with: [1])
        try await retrying(flaky).remove(name)
        #expect(flaky.inner.objects.isEmpty)
        await #expect(throws: StorageError.notFound) { try await retrying(flaky).remove(name) }
    }

    @Test func `who is cancelled while waiting gets the failure`() async throws {
        let flaky = FlakyStorage([.unreachable])
        let storage = RetryingStorage(flaky, sleep: { _ in throw CancellationError() })
        await #expect(throws: StorageError.unreachable) { try await storage.list(nil) }
        #expect(flaky.count == 1)
    }
}
