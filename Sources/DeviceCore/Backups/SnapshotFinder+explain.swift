import Backup
import Encodings
import Sealed
import Storages

extension SnapshotFinder {
    /// Adds to an error what only a look into the storage can tell, and what to do where the accounts are.
    func explain(_ error: BackupRunError) -> Failure {
        do {
            switch error {
            case .storageEmpty(let newest): return try empty(newest)
            case .newestMissing(let newest): return try missing(newest)
            case .newestDamaged(let newest): return try replaced(newest)
            default: return error.failure.at(place)
            }
        } catch {
            return Failure(explaining: error).at(place)
        }
    }

    /// The failure that a snapshot with this number does not open, and which older one does.
    func damaged(_ generation: UInt64) -> Failure {
        let all = (try? list()) ?? []
        let values = ["place": place, "number": String(generation), "size": size(of: generation, all)]
        var failure = Failure(.backupDamaged, values)
        if let snapshot = newestIntact(below: generation, all) {
            failure = failure.with(.intact(snapshot.generation, made: snapshot.made))
        }
        return here(failure, generation)
    }

    private func empty(_ newest: UInt64) throws -> Failure {
        // To a new device a storage that holds other series only is another recovery account's.
        if known == nil, try !storage.list(nil).isEmpty { return Failure(.wrongRecoveryAccount) }
        return here(Failure(.storageEmpty).at(place), newest)
    }

    private func missing(_ newest: UInt64) throws -> Failure {
        let all = try list()
        if let snapshot = newestIntact(below: newest, all) { return rolledBack(to: snapshot.generation, newest) }
        for version in all.filter({ $0.generation < newest }).prefix(Self.looksAt) {
            guard case .oldKey = try versions.open(version).state else { continue }
            return rolledBack(to: version.generation, newest, isUnderOldKey: true)
        }
        return damaged(newest)
    }

    /// Tells an older snapshot that was put in the newest one's place from one that is damaged.
    private func replaced(_ newest: UInt64) throws -> Failure {
        let all = try list()
        for version in all where version.generation == newest {
            guard let file = try? storage.load(version.name, limit: Snapshot.lengthLimit),
                let snapshot = try? Snapshot.open(file, key: key, backup: backup, accountID: accountID)
            else { continue }
            let intact = newestIntact(below: newest, all)
            return rolledBack(to: intact?.generation ?? snapshot.generation, newest)
        }
        return damaged(newest)
    }

    private func rolledBack(to found: UInt64, _ newest: UInt64, isUnderOldKey: Bool = false) -> Failure {
        let failure = here(
            Failure(.backupRolledBack, .rolledBack(found: found, expected: newest), ["place": place]),
            newest
        )
        return isUnderOldKey && known == nil ? failure.in(.underOldKey) : failure
    }

    /// The same failure with the remedy for a device that holds the accounts: the one that made the newest snapshot, or
    /// knows it, mends the backup by making another.
    private func here(_ failure: Failure, _ newest: UInt64) -> Failure {
        guard let known else { return failure }
        return failure.in(newest <= known ? .accountsHere : .newestElsewhere)
    }

    private func newestIntact(below generation: UInt64, _ all: [SnapshotVersion]) -> OpenedSnapshot? {
        for version in all.filter({ $0.generation < generation }).prefix(Self.looksAt) {
            if let snapshot = try? versions.open(version).opened { return snapshot }
        }
        return nil
    }

    /// How much came in the place of a snapshot.
    private func size(of generation: UInt64, _ all: [SnapshotVersion]) -> String {
        var size = 0
        for version in all where version.generation == generation {
            do throws(StorageError) {
                size = max(size, try storage.load(version.name, limit: Snapshot.lengthLimit).count)
            } catch .tooLarge {
                return "\(Snapshot.lengthLimit)+"
            } catch {
                continue
            }
        }
        return String(size)
    }
}
