package import Encodings
package import Primitives
package import Sealed
package import Storages

/// Fetches the one snapshot that a head names.
package enum NewestSnapshot {
    /// Loads, checks and opens it.
    ///
    /// Every failure is told apart, since each has its own remedy.
    package static func fetch(
        _ head: Head,
        from storage: any BackupStorage,
        key: SecretBytes,
        backup: BackupID,
        accountID: Identifier<Named.Account>.Text
    ) throws(BackupRunError) -> OpenedSnapshot {
        guard head.verifies(key: key, backup: backup) else { throw .headForged }
        let file = try load(head, from: storage, backup: backup)
        do throws(SnapshotError) {
            let opened = try Snapshot.open(file, key: key, backup: backup, accountID: accountID)
            guard opened.generation == head.generation, opened.epoch == head.epoch else { throw .damaged }
            return opened
        } catch .damaged {
            throw .newestDamaged(head.generation)
        } catch {
            throw .snapshot(error)
        }
    }

    /// The file with the head's hash, among those that have its generation in their names.
    private static func load(
        _ head: Head,
        from storage: any BackupStorage,
        backup: BackupID
    ) throws(BackupRunError) -> [UInt8] {
        let names: [ObjectName]
        do throws(StorageError) {
            names = try storage.list(backup)
        } catch {
            throw .storage(error)
        }
        guard !names.isEmpty else { throw .storageEmpty(newest: head.generation) }
        let candidates = names.filter { $0.generation == head.generation }
        guard !candidates.isEmpty else { throw .newestMissing(head.generation) }
        for name in candidates {
            do throws(StorageError) {
                let file = try storage.load(name, limit: Snapshot.lengthLimit)
                if BackupFormat.sha256(file) == head.hash { return file }
            } catch .tooLarge, .foreignObject {
                continue
            } catch {
                throw .storage(error)
            }
        }
        throw .newestDamaged(head.generation)
    }
}
