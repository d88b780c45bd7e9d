import AccountAPI
import Backup
import Encodings
import Entries
import Sealed
import Storages
import Vault

/// What a backup of the account holds, when it is turned on.
struct FoundBackup: Sendable {
    /// The snapshot to bring here; nil where the storage holds none that is known.
    var snapshot: OpenedSnapshot?
    /// The number of what the service knows as the newest.
    let generation: UInt64
    /// Whether the service knows an older one only, so that no backup merges this one in.
    var isAhead = false
    /// What the service knows as the newest, where that is lost and nothing is to be fetched.
    var lost: KnownSnapshot?

    /// The failure that it is there, where someone has to choose what becomes of it.
    var failure: Failure {
        let failure = Failure(.backupExists, ["generation": .number(generation)])
        guard let snapshot else { return failure.in(.elsewhere) }
        return failure.with(.backupFound(entries: snapshot.portable.entryCount, made: snapshot.made))
    }
}

extension Backups {
    /// What a backup of the account holds, for the question whether to join or to replace it, and for the answer.
    ///
    /// Throws where the service knows only an older backup than the storage holds, as after it was restored from a
    /// copy, unless `choice` says to go on, and where `choice` joins what the storage does not hold. `holdsAll` says
    /// that this device keeps the backup, so that it holds what does not open.
    func inside(
        _ stored: StoredBackup,
        _ head: Head,
        _ start: Start,
        choosing choice: ExistingBackup?,
        holdsAll: Bool
    ) throws -> FoundBackup {
        let finder = try SnapshotFinder(stored, start.signedIn, start.storage)
        let snapshot: OpenedSnapshot
        do {
            do {
                snapshot = try finder.newestUnlessOutdated(head)
            } catch let failure as Failure where failure.code == .headRolledBack {
                throw failure
            } catch {
                let settled = stored.settledHead.map(Head.init)
                snapshot = try finder.newest(settled: settled, insteadOf: head, error)
            }
        } catch let failure as Failure where failure.code == .headRolledBack {
            guard failure.situation == .newerInStorage || holdsAll else { throw failure.in(.unopenedAtTurningOn) }
            guard choice != nil else { throw failure.in(.turningOn) }
            return try finder.ahead(of: head)
        } catch  where Failure(explaining: error).saysNothingOfBackup {
            throw error
        } catch {
            // It may be in another storage: then only its number is known, and nothing here can be joined.
            guard choice?.joins == true else { return FoundBackup(generation: head.generation) }
            throw Failure(explaining: error).ofNothingToJoin(at: start.storage.location.description)
        }
        return FoundBackup(snapshot: snapshot, generation: head.generation)
    }

    /// Makes a backup of the account the one of this device.
    ///
    /// With no snapshot known to this device, the first backup merges in what the service knows as the newest; what the
    /// service does not know of is merged in here.
    func join(_ stored: StoredBackup, _ found: FoundBackup, _ start: Start) throws -> BackupBinding {
        let id = found.snapshot?.portable.personalEntry(of: start.account)?.id ?? start.entry
        var binding = try join(stored, start, as: id)
        let now = device.now()
        try start.vault.update { contents in
            contents.rename(start.entry, to: id)
            guard found.isAhead, let snapshot = found.snapshot else { return }
            let device = contents.deviceBound.device
            let merged = Merge.merge(contents.portable, snapshot.portable, device: device, now: now)
            contents.keepLanguage()
            contents.portable = merged.contents
        }
        binding.newest = found.lost
        return binding
    }

    /// What this device knows of a backup that it joins, before it has seen a snapshot.
    func join(_ stored: StoredBackup, _ start: Start, as entry: EntryID) throws -> BackupBinding {
        BackupBinding(
            location: start.storage.location.description,
            storagePassword: nil,
            recoveryEntry: entry,
            accountID: start.signedIn.session.accountID,
            backupID: stored.id,
            epoch: stored.epoch,
            key: try BackupKeys.unwrap(stored, signedIn: start.signedIn)
        )
    }
}

extension Failure {
    /// The same failure, of a device that wants to join a backup which it has not seen, and finds nothing to join.
    fileprivate func ofNothingToJoin(at place: String) -> Failure {
        switch code {
        case .storageEmpty, .noStorageFolder: Failure(.storageEmpty).at(place).in(.elsewhere)
        case .backupDamaged where situation == nil, .backupRolledBack where situation == nil: self.in(.newestElsewhere)
        default: self
        }
    }
}

extension SnapshotFinder {
    /// The newest snapshot that opens, whatever the head says, for who was told that the head is old and goes on.
    fileprivate func ahead(of head: Head) throws -> FoundBackup {
        let snapshot = try newestThatOpens()
        var found = FoundBackup(snapshot: snapshot, generation: head.generation, isAhead: true)
        do {
            // Where the head's own is there as well, the first backup merges it in: another device may have made it.
            _ = try newest(head)
        } catch let failure as Failure where [.backupDamaged, .backupRolledBack].contains(failure.code) {
            found.lost = KnownSnapshot(
                generation: head.generation,
                hash: head.hash,
                entries: snapshot?.portable.entryCount ?? 0,
                made: snapshot?.made ?? .distantPast
            )
        }
        return found
    }

    private func newestThatOpens() throws -> OpenedSnapshot? {
        for version in try list().prefix(Self.looksAt) {
            if let snapshot = try details(of: version)?.opened { return snapshot }
        }
        return nil
    }
}

extension VaultContents {
    /// Gives an entry the identifier that the same account has in a backup, so that it does not stand there twice.
    mutating func rename(_ id: EntryID, to new: EntryID) {
        guard id != new, let index = portable.entries.firstIndex(where: { $0.id == id }), portable[new] == nil else {
            return
        }
        portable.entries[index] = portable.entries[index].named(new)
        portable.entries[index].added = nil
        deviceBound.rename(id, to: new)
    }
}
