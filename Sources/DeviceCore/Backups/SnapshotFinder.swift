import Backup
import Crypto
import Foundation
import Vault

/// Finds and opens a snapshot in a storage, and says what a person can do where that fails.
struct SnapshotFinder {
    let storage: any BackupStorage
    /// The storage as people call it.
    let place: String
    let backup: BackupID
    let key: SymmetricKey
    let accountID: String

    /// The newest snapshot: the one that the head names, byte for byte.
    func newest(_ head: Head) async throws -> OpenedSnapshot {
        do throws(BackupRunError) {
            return try await NewestSnapshot.fetch(head, from: storage, key: key, backup: backup, accountID: accountID)
        } catch {
            throw await explain(error, generation: head.generation)
        }
    }

    /// A snapshot by its number, whatever the head says.
    func version(_ generation: UInt64) async throws -> OpenedSnapshot {
        let names = try await names().filter { $0.generation == generation }
        guard !names.isEmpty else {
            throw Failure(.noSuchVersion, ["place": place, "generation": String(generation)])
        }
        for name in names {
            if let snapshot = await open(name) { return snapshot }
        }
        throw await damaged(generation)
    }

    /// Adds to an error what only a look into the storage can tell.
    func explain(_ error: BackupRunError, generation: UInt64) async -> Failure {
        do {
            switch error {
            case .storageEmpty:
                // A storage that holds other series only belongs to another recovery account.
                let all = try await storage.list(nil)
                return Failure(all.isEmpty ? .storageEmpty : .wrongRecoveryAccount)
            case .newestMissing:
                let newest = try await names().map(\.generation).filter { $0 < generation }.max() ?? 0
                return Failure(
                    .backupRolledBack,
                    ["place": place, "found": String(newest), "expected": String(generation)]
                )
            case .snapshot(.damaged): return await damaged(generation)
            default: return error.failure.at(place)
            }
        } catch {
            return Failure(explaining: error).at(place)
        }
    }

    private func names() async throws -> [ObjectName] {
        do throws(StorageError) {
            return try await storage.list(backup)
        } catch {
            throw error.failure.at(place)
        }
    }

    private func open(_ name: ObjectName) async -> OpenedSnapshot? {
        guard let file = try? await storage.load(name, limit: Snapshot.lengthLimit) else { return nil }
        return try? Snapshot.open(file, key: key, backup: backup, accountID: accountID)
    }

    /// Says how much of the damaged snapshot came, and which older one is intact.
    private func damaged(_ generation: UInt64) async -> Failure {
        var size = 0
        let names = (try? await names()) ?? []
        for name in names where name.generation == generation {
            size = max(size, (try? await storage.load(name, limit: Snapshot.lengthLimit).count) ?? 0)
        }
        var values = ["place": place, "size": String(size)]
        let older = names.filter { $0.generation < generation }.sorted { $0.generation > $1.generation }
        for name in older.prefix(20) {
            guard let snapshot = await open(name) else { continue }
            values["intact"] = "backup.damaged.intact"
            values["generation"] = String(snapshot.generation)
            values["date"] = snapshot.made.formatted(.iso8601.year().month().day())
            break
        }
        return Failure(.backupDamaged, values)
    }
}

extension BackupStorage {
    /// The names of all snapshots, whoever made them; a failure names the storage.
    func everything(at place: String) async throws -> [ObjectName] {
        do throws(StorageError) {
            return try await list(nil)
        } catch {
            throw error.failure.at(place)
        }
    }
}

extension Failure {
    /// The same failure with the place it happened at.
    func at(_ place: String) -> Failure {
        Failure(code, values.merging(["place": place]) { old, _ in old })
    }
}
