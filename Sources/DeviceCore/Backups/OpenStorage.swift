package import Backup
import Primitives
import Storages
import Threads
package import Vault

/// A storage that is asked from tasks: it waits, so each flow over it runs on a thread of its own, and ends when its task
/// is cancelled.
struct OpenStorage: Sendable {
    /// The storage itself, for flows that run on such a thread.
    let storage: any BackupStorage
    /// Where it is.
    let location: StorageLocation
    /// What ends whatever waits for it.
    let cancellation: ThreadCancellation

    /// The storage at a location.
    init(
        at location: StorageLocation,
        password: SecretBytes?,
        patience: Patience = .standard
    ) throws(StorageLocationError) {
        let cancellation = ThreadCancellation()
        storage = try StorageRegistry.storage(
            at: location,
            password: password,
            patience: patience,
            cancellation: cancellation
        )
        self.location = location
        self.cancellation = cancellation
    }

    /// Runs a flow that asks the storage.
    func flow<Value: Sendable, Reason: Error>(
        _ work: @escaping @Sendable (any BackupStorage) throws(Reason) -> Value
    ) async throws(Reason) -> Value {
        let storage = storage
        return try await OwnThread.run(cancellation) { () throws(Reason) in try work(storage) }
    }
}

/// The backup that this device keeps, for the flows that ask its storage and its account service.
package struct KeptBackup: Sendable {
    /// What the vault knows of it.
    package let binding: BackupBinding
    let storage: OpenStorage
    private let run: BackupRun

    init(_ binding: BackupBinding, _ storage: OpenStorage, _ run: BackupRun) {
        self.binding = binding
        self.storage = storage
        self.run = run
    }

    /// Runs a flow of the backup.
    package func flow<Value: Sendable, Reason: Error>(
        _ work: @escaping @Sendable (BackupRun) throws(Reason) -> Value
    ) async throws(Reason) -> Value {
        let run = run
        return try await OwnThread.run(storage.cancellation) { () throws(Reason) in try work(run) }
    }

    /// A failure of such a flow, with what only a look into the storage can tell.
    func explain(_ error: BackupRunError) async -> Failure {
        let finder = finder
        return await storage.flow { _ in finder.explain(error) }
    }

    /// Finds its snapshots.
    var finder: SnapshotFinder { SnapshotFinder(binding, storage: storage.storage) }
}
