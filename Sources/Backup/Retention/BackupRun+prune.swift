import Encodings
import Sealed
import Storages
import Vault

/// What is known of the storage after old snapshots were removed from it.
struct PrunedStorage {
    /// How many objects were removed.
    var removed = 0
    /// The objects that are left; nil where the storage was not looked through.
    var left: Set<String>?
    /// When snapshots were made that had to be opened to know it.
    var learnt: [String: Instant] = [:]

    /// The times that are worth remembering; they are bounded as the snapshots are.
    func times(_ known: [String: Instant]) -> [String: Instant] {
        let times = known.joined(with: learnt) { $1 }.filter { left?.contains($0.key) ?? true }
        guard times.count > BackupRun.timesKept else { return times }
        let newest = times.keys.sorted(by: >).prefix(BackupRun.timesKept)
        return times.filter { newest.contains($0.key) }
    }
}

extension BackupRun {
    /// The number of snapshots whose times are remembered.
    static let timesKept = 200
    /// How many objects one run opens, and how many it removes.
    private static let pruneLimit = 10

    /// Removes snapshots that are no longer needed; the one just made has been read back, opened and compared.
    ///
    /// It does what it can: what is left over is for the next run, and a storage that refuses is no failure of this one.
    func prune(after sealed: SealedSnapshot, _ binding: BackupBinding) -> PrunedStorage {
        var result = PrunedStorage()
        // Without failed attempts there are no more objects than generations.
        guard
            sealed.head.generation > Retention.worthPruning,
            let names = try? storage.list(binding.backupID),
            names.count > Retention.worthPruning
        else { return result }
        result.left = Set(names.map { $0.leaf })
        let newest = Self.newest(of: names, upTo: sealed.head.generation)
        var times = binding.snapshotTimes
        times[sealed.name.leaf] = sealed.known.made
        let unknown = names.filter { times[$0.leaf] == nil && !newest.contains($0.generation) }
        result.learnt = learnTimes(of: unknown.filter { $0.generation < sealed.head.generation }, binding)
        times = times.joined(with: result.learnt) { $1 }
        // An object whose time nobody knows stays, and those that stay anyway need none.
        let versions = names.compactMap { name -> (generation: UInt64, made: Instant)? in
            let made = times[name.leaf] ?? (newest.contains(name.generation) ? .distantPast : nil)
            return made.map { (name.generation, $0) }
        }
        let expendable = Set(
            Retention.expendable(versions, newestVerified: sealed.head.generation, now: now())
        )
        for name in names where expendable.contains(name.generation) && result.removed < Self.pruneLimit {
            do throws(StorageError) {
                try storage.remove(name)
            } catch .notFound {
                // Another device was first.
            } catch {
                break
            }
            result.removed += 1
            result.left?.remove(name.leaf)
        }
        return result
    }

    private static func newest(of names: [ObjectName], upTo newest: UInt64) -> Set<UInt64> {
        let generations = Set(names.map { $0.generation }).filter { $0 <= newest }
        return Set(generations.sorted(by: >).prefix(Retention.newest))
    }

    /// Opens snapshots to learn when they were made.
    private func learnTimes(of names: [ObjectName], _ binding: BackupBinding) -> [String: Instant] {
        let versions = SnapshotVersions(storage: storage, binding: binding)
        var times: [String: Instant] = [:]
        for name in names.prefix(Self.pruneLimit) {
            let version = SnapshotVersion(generation: name.generation, name: name)
            guard let details = try? versions.open(version) else { continue }
            switch details.state {
            case .intact: times[name.leaf] = details.made
            // Nobody can open it any more, whenever it was made.
            case .oldKey: times[name.leaf] = .distantPast
            case .newerKey, .newerApp, .damaged: break
            }
        }
        return times
    }
}
