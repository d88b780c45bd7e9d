import Encodings
import HTTPExchange
import Synchronization
import TestSupport
import Testing

@testable import Storages

@Suite struct RetryingStorageTests {
    /// A clock that only sleeping moves.
    final class Clock: Pauses {
        private let pauses = Mutex<[Duration]>([])

        var slept: [Duration] { pauses.withLock { $0 } }
        var elapsed: Duration { slept.reduce(.zero, +) }

        func pause(for time: Duration) -> Bool {
            pauses.withLock { $0.append(time) }
            return true
        }
    }

    /// Pauses of something that nobody waits for any more.
    final class NoPauses: Pauses {
        var elapsed: Duration { .zero }

        func pause(for time: Duration) -> Bool { false }
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

        private func attempt<Result>(_ work: () throws(StorageError) -> Result) throws(StorageError) -> Result {
            attempts.withLock { $0 += 1 }
            let error = errors.withLock { $0.isEmpty ? nil : $0.removeFirst() }
            guard let error else { return try work() }
            if losesAnswers { _ = try work() }
            throw error
        }

        func save(_ bytes: [UInt8], as name: ObjectName) throws(StorageError) {
            try attempt { () throws(StorageError) in try inner.save(bytes, as: name) }
        }

        func load(_ name: ObjectName, limit: Int) throws(StorageError) -> [UInt8] {
            try attempt { () throws(StorageError) in try inner.load(name, limit: limit) }
        }

        func list(_ backup: BackupID?) throws(StorageError) -> [ObjectName] {
            try attempt { () throws(StorageError) in try inner.list(backup) }
        }

        func remove(_ name: ObjectName) throws(StorageError) {
            try attempt { () throws(StorageError) in try inner.remove(name) }
        }
    }

    let clock = Clock()
    let name = ObjectName.fresh(backup: backupID, generation: 1)

    private func retrying(_ storage: any BackupStorage) -> RetryingStorage {
        RetryingStorage(storage, pauses: clock, jitter: { 1 })
    }

    @Test func `a passing failure is waited out with pauses that grow`() throws {
        let flaky = FlakyStorage([.unreachable, .busy(after: nil), .serverFault, .unreachable])
        try retrying(flaky).save([1], as: name)
        #expect(flaky.inner.objects == [name: [1]])
        #expect(clock.slept == [.milliseconds(250), .milliseconds(500), .seconds(1), .seconds(2)])
    }

    @Test func `after five attempts the failure is reported`() throws {
        let flaky = FlakyStorage(Array(repeating: .unreachable, count: 9))
        #expect(throws: StorageError.unreachable) { try retrying(flaky).list(nil) }
        #expect(flaky.count == 5)
    }

    @Test(arguments: [
        StorageError.refused, .full, .alreadyExists, .notFound, .readOnly, .tooLarge, .untrusted, .redirected,
        .notThere,
        .clockOff, .badAnswer(400), .failed(5),
    ])
    func `a failure that lasts is reported at once`(error: StorageError) throws {
        let flaky = FlakyStorage([error])
        #expect(throws: error) { try retrying(flaky).save([1], as: name) }
        #expect(flaky.count == 1)
        #expect(clock.slept == [])
    }

    @Test func `the pause that a server asks for is kept, unless it is too long`() throws {
        let patient = FlakyStorage([.busy(after: 12), .busy(after: 17)])
        _ = try retrying(patient).list(nil)
        #expect(clock.slept == [.seconds(12), .seconds(17)])
        let impatient = FlakyStorage([.busy(after: 2)])
        for pause in [3600, Int.max] {
            #expect(throws: StorageError.busy(after: pause)) {
                try retrying(FlakyStorage([.busy(after: pause)])).list(nil)
            }
        }
        _ = try retrying(impatient).list(nil)
        #expect(clock.slept.last == .seconds(2))
    }

    @Test func `pauses are spread so that devices do not return together`() throws {
        let flaky = FlakyStorage([.unreachable])
        _ = try RetryingStorage(flaky, pauses: clock).list(nil)
        #expect(clock.slept.count == 1)
        #expect(clock.slept.allSatisfy { (.milliseconds(125)...(.milliseconds(250))).contains($0) })
    }

    @Test func `a save whose answer was lost is recognised by its bytes`() throws {
        let flaky = FlakyStorage([.unreachable], losesAnswers: true)
        try retrying(flaky).save([1, 2], as: name)
        #expect(flaky.inner.objects == [name: [1, 2]])
    }

    @Test(arguments: [[UInt8]([1, 3]), [1, 2, 3], [1], []])
    func `another's object under the name is not taken for one's own`(other: [UInt8]) throws {
        let flaky = FlakyStorage([.unreachable])
        flaky.inner.replace(name, with: other)
        #expect(throws: StorageError.alreadyExists) { try retrying(flaky).save([1, 2], as: name) }
        #expect(flaky.inner.objects == [name: other])
    }

    @Test func `a name that is taken at the first attempt is taken, whatever the bytes`() throws {
        let flaky = FlakyStorage([])
        flaky.inner.replace(name, with: [1])
        #expect(throws: StorageError.alreadyExists) { try retrying(flaky).save([1], as: name) }
        #expect(flaky.count == 1)
    }

    @Test func `a removal whose answer was lost has removed`() throws {
        let flaky = FlakyStorage([.unreachable], losesAnswers: true)
        flaky.inner.replace(name, with: [1])
        try retrying(flaky).remove(name)
        #expect(flaky.inner.objects.isEmpty)
        #expect(throws: StorageError.notFound) { try retrying(flaky).remove(name) }
    }

    @Test func `who is cancelled while waiting gets the failure`() throws {
        let flaky = FlakyStorage([.unreachable])
        let storage = RetryingStorage(flaky, pauses: NoPauses())
        #expect(throws: StorageError.unreachable) { try storage.list(nil) }
        #expect(flaky.count == 1)
    }
}
