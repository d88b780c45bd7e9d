package import Encodings
package import Entries
package import Primitives
package import Sealed
package import Storages
package import Vault

/// One object of a backup in the storage.
package struct SnapshotVersion: Sendable, Hashable {
    /// The snapshot's number; attempts that failed may have left several objects with one number.
    package let generation: UInt64
    /// The object's name, by which it is loaded.
    package let name: ObjectName
}

/// What an object of a backup turned out to be when it was opened.
package struct SnapshotDetails: Sendable {
    /// What became of the attempt to open it.
    package enum State: Sendable, Hashable {
        /// It opens.
        case intact
        /// It was sealed under an older backup key, which opens nothing any more.
        case oldKey(epoch: UInt32)
        /// It was sealed under a newer backup key, which only a sign-in releases.
        case newerKey(epoch: UInt32)
        /// A newer version of the app made it.
        case newerApp
        /// It is not as it was sealed.
        case damaged
    }

    /// What became of the attempt to open it.
    package let state: State
    /// The snapshot itself, where it opens.
    package let opened: OpenedSnapshot?

    /// When it was made, by the clock of the device that made it.
    package var made: Instant? { opened?.made }
    /// How many entries it holds.
    package var entries: Int? { opened?.portable.entryCount }
    /// The device that made it.
    package var device: DeviceID? { opened?.device }
}

/// The snapshots of one backup that its storage holds.
package struct SnapshotVersions: Sendable {
    private let storage: any BackupStorage
    private let backup: BackupID
    private let key: SecretBytes
    private let epoch: UInt32
    private let accountID: Identifier<Named.Account>.Text

    /// The snapshots of one backup, to be opened with its key of an epoch.
    package init(
        storage: any BackupStorage,
        backup: BackupID,
        key: SecretBytes,
        epoch: UInt32,
        accountID: Identifier<Named.Account>.Text
    ) {
        self.storage = storage
        self.backup = backup
        self.key = key
        self.epoch = epoch
        self.accountID = accountID
    }

    /// The snapshots of the backup that a device keeps.
    package init(storage: any BackupStorage, binding: BackupBinding) {
        self.init(
            storage: storage,
            backup: binding.backupID,
            key: binding.key,
            epoch: binding.epoch,
            accountID: binding.accountID
        )
    }

    /// All of them by their names alone, the newest first.
    package func list() throws(StorageError) -> [SnapshotVersion] {
        try storage.list(backup)
            .map { SnapshotVersion(generation: $0.generation, name: $0) }
            .sorted { ($0.generation, $0.name.suffix) > ($1.generation, $1.name.suffix) }
    }

    /// Fetches one and opens it.
    package func open(_ version: SnapshotVersion) throws(StorageError) -> SnapshotDetails {
        let file: [UInt8]
        do throws(StorageError) {
            file = try storage.load(version.name, limit: Snapshot.lengthLimit)
        } catch .tooLarge, .foreignObject {
            return SnapshotDetails(state: .damaged, opened: nil)
        }
        do throws(SnapshotError) {
            let opened = try Snapshot.open(file, key: key, backup: backup, accountID: accountID)
            guard opened.generation == version.generation else { throw .damaged }
            return SnapshotDetails(state: .intact, opened: opened)
        } catch {
            return SnapshotDetails(state: state(of: file, error), opened: nil)
        }
    }

    private func state(of file: [UInt8], _ error: SnapshotError) -> SnapshotDetails.State {
        switch error {
        case .unsupportedVersion, .unsupportedSuite, .unsupportedSchema: return .newerApp
        case .otherKey:
            guard let header = try? SnapshotHeader(file), header.epoch != epoch else { return .damaged }
            return header.epoch < epoch ? .oldKey(epoch: header.epoch) : .newerKey(epoch: header.epoch)
        default: return .damaged
        }
    }
}
