import AccountAPI
import Backup
import Encodings
import Primitives
import Sealed
import Storages
import Vault

/// Finds and opens a snapshot in a storage.
struct SnapshotFinder {
    let storage: any BackupStorage
    /// The storage as people call it.
    let place: String
    let backup: BackupID
    let key: SecretBytes
    /// The number of the key.
    let epoch: UInt32
    let accountID: AccountID.Text
    /// The number of the newest snapshot that a device knows which holds the accounts; nil on one that has none yet.
    var known: UInt64?

    var versions: SnapshotVersions {
        SnapshotVersions(storage: storage, backup: backup, key: key, epoch: epoch, accountID: accountID)
    }

    /// The newest snapshot: the one that the head names, byte for byte.
    func newest(_ head: Head) throws -> OpenedSnapshot {
        do throws(BackupRunError) {
            return try NewestSnapshot.fetch(head, from: storage, key: key, backup: backup, accountID: accountID)
        } catch {
            throw explain(error)
        }
    }

    /// The newest snapshot of a settled device, where a device that is new to the account has put a head before it that
    /// names none; otherwise throws why the newest of all does not open.
    func newest(settled: Head?, insteadOf head: Head, _ failure: any Error) throws -> OpenedSnapshot {
        let codes: [FailureCode] = [.headForged, .backupDamaged, .backupRolledBack, .keyRefused]
        guard codes.contains(Failure(explaining: failure).code), let settled, settled.generation < head.generation
        else { throw failure }
        guard let snapshot = try? newest(settled) else { throw failure }
        return snapshot
    }

    /// A snapshot by its number, whatever the head says.
    func version(_ generation: UInt64) throws -> OpenedSnapshot {
        let found = try list().filter { $0.generation == generation }
        guard !found.isEmpty else {
            throw Failure(.noSuchVersion, ["place": .text(place), "generation": .number(generation)])
        }
        var isUnderOldKey = false
        for version in found {
            guard let details = try details(of: version) else { continue }
            if let snapshot = details.opened { return snapshot }
            if case .oldKey = details.state { isUnderOldKey = true }
        }
        throw damaged(generation).in(isUnderOldKey ? .underOldKey : .asked)
    }

    /// All snapshots by their names alone, the newest first.
    func list() throws -> [SnapshotVersion] {
        do throws(StorageError) {
            return try versions.list()
        } catch {
            throw error.failure.at(place)
        }
    }

    /// What an object of the backup turns out to be, nil where it cannot be read.
    ///
    /// Throws where the storage could not be asked: that says nothing of what it holds.
    func details(of version: SnapshotVersion) throws -> SnapshotDetails? {
        do throws(StorageError) {
            return try versions.open(version)
        } catch {
            let failure = error.failure.at(place)
            guard !failure.saysNothingOfBackup else { throw failure }
            return nil
        }
    }

    /// How many snapshots are opened in search of an intact one.
    static let looksAt = 20
}

extension SnapshotFinder {
    /// A finder for a device that keeps the backup, and so holds the accounts.
    init(_ backup: BackupBinding, storage: any BackupStorage) {
        self.init(
            storage: storage,
            place: backup.location,
            backup: backup.backupID,
            key: backup.key,
            epoch: backup.epoch,
            accountID: backup.accountID,
            known: backup.newest?.generation ?? 0
        )
    }
}

extension SnapshotFinder {
    /// A finder for a device that has nothing yet but what a sign-in gave it.
    init(
        _ stored: StoredBackup,
        _ signedIn: SignedIn,
        _ storage: OpenStorage
    ) throws {
        self.init(
            storage: storage.storage,
            place: storage.location.description,
            backup: stored.id,
            key: try BackupKeys.unwrap(stored, signedIn: signedIn),
            epoch: stored.epoch,
            accountID: signedIn.session.accountID
        )
    }
}

extension BackupStorage {
    /// The names of all snapshots, whoever made them; a failure names the storage.
    func everything(at place: String) throws -> [ObjectName] {
        do throws(StorageError) {
            return try list(nil)
        } catch {
            throw error.failure.at(place)
        }
    }
}
