import Encodings
import HTTPExchange
import Primitives
import Synchronization
import TestSupport
import Testing
import Threads

@testable import Storages

/// A storage on the network asks its server for nothing more once nobody waits.
@Suite struct CancelledStorageTests {
    /// A network on which somebody stops waiting at a request.
    final class StoppingClient: HTTPClient {
        private let asked = Mutex(0)
        private let last: Int
        private let cancellation: ThreadCancellation

        init(stoppingAt last: Int, _ cancellation: ThreadCancellation) {
            self.last = last
            self.cancellation = cancellation
        }

        var count: Int { asked.withLock { $0 } }

        func send(
            _ call: HTTPCall,
            _ limits: HTTPLimits,
            _ cancellation: any Cancellation
        ) throws(NetworkFailure) -> HTTPAnswer {
            guard !cancellation.isCancelled else { throw .cancelled }
            let number = asked.withLock { asked in
                asked += 1
                return asked
            }
            guard number < last else {
                self.cancellation.cancel()
                // What would be asked again.
                return HTTPAnswer(status: 503, headers: [:], body: [])
            }
            return HTTPAnswer(status: call.method == .HEAD ? 404 : 201, headers: [:], body: [])
        }

        func stream(
            _ call: HTTPCall,
            _ limits: HTTPLimits,
            _ cancellation: any Cancellation,
            _ take: ([UInt8]) -> Bool
        ) throws(NetworkFailure) -> HTTPAnswer {
            throw .unreachable
        }
    }

    @Test(arguments: ["webdavs://me@cloud.test/backups", "s3://key@bucket?endpoint=https://s3.test"], [1, 2])
    func `no further request is sent, and none is tried again`(location: String, last: Int) throws {
        let cancellation = ThreadCancellation()
        let client = StoppingClient(stoppingAt: last, cancellation)
        let network = StorageNetwork(
            client: client,
            patience: .standard,
            pauses: ThreadPauses(cancellation),
            cancellation: cancellation,
            notes: ProcessNotes(),
            now: { sampleTime }
        )
        let system = StorageSystem(folder: { FolderStorage(folder: $0) }, network: { _ in network })
        let storage = try StorageLocation(location).address.storage(SecretBytes(utf8: "secret"), system)
        #expect(throws: StorageError.busy(after: nil)) {
            try storage.save([1], as: .fresh(backup: backupID, generation: 1))
        }
        #expect(client.count == last)
    }
}
