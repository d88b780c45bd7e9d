import Entries
import Primitives
import Sealed
import Storages
import Vault

/// A snapshot that this attempt made.
struct SealedSnapshot {
    let file: [UInt8]
    /// The SHA-256 of what the file must hold, padding and all.
    let plaintextHash: [UInt8]
    let name: ObjectName
    let head: Head
    let known: KnownSnapshot
    /// The vault's revision that it holds.
    let revision: UInt64
}

extension BackupRun {
    /// Seals the vault's portable half under the backup key, or under the one that is about to follow.
    func seal(_ state: AgreedState, next: PendingEpoch? = nil) throws(BackupRunError) -> SealedSnapshot {
        let binding = state.binding
        let portable = state.contents.portable
        let (key, epoch) = next.map { ($0.key, $0.epoch) } ?? (binding.key, binding.epoch)
        let metadata = SnapshotMetadata(
            backup: binding.backupID,
            generation: state.previous + 1,
            parent: state.parent?.hash,
            device: state.contents.deviceBound.device,
            made: now()
        )
        let plaintext: SecretBytes
        let file: [UInt8]
        do throws(SnapshotError) {
            plaintext = try metadata.joined(to: state.portable)
            file = try Snapshot.seal(plaintext, metadata, key: key, epoch: epoch, accountID: binding.accountID)
        } catch {
            throw .snapshot(error)
        }
        let head = Head.make(
            file: file,
            generation: metadata.generation,
            epoch: epoch,
            backup: metadata.backup,
            key: key
        )
        return SealedSnapshot(
            file: file,
            plaintextHash: BackupFormat.sha256(plaintext),
            name: .fresh(backup: metadata.backup, generation: metadata.generation),
            head: head,
            known: KnownSnapshot(
                generation: metadata.generation,
                hash: head.hash,
                entries: portable.entryCount,
                made: metadata.made,
                holding: EntryDigest(portable)
            ),
            revision: portable.revision
        )
    }

    func save(_ sealed: SealedSnapshot) throws(BackupRunError) {
        do throws(StorageError) {
            try storage.save(sealed.file, as: sealed.name)
        } catch {
            throw .storage(error)
        }
    }

    /// Only what the storage returns counts: it must be what was sealed, and it must open and hold what was sealed.
    func readBack(
        _ sealed: SealedSnapshot,
        _ binding: BackupBinding,
        key: SecretBytes? = nil
    ) throws(BackupRunError) {
        let file: [UInt8]
        do throws(StorageError) {
            file = try storage.load(sealed.name, limit: Snapshot.lengthLimit)
        } catch .notFound, .tooLarge {
            throw .readBackDiffers
        } catch {
            throw .storage(error)
        }
        let found: [UInt8]
        do throws(SnapshotError) {
            // The vault has read this plaintext back from its own file, so that decoding it again would prove nothing.
            let opened = try Snapshot.plaintext(
                of: file,
                key: key ?? binding.key,
                backup: binding.backupID,
                accountID: binding.accountID
            )
            found = BackupFormat.sha256(opened.plaintext)
        } catch {
            guard constantTimeEqual(BackupFormat.sha256(file), sealed.head.hash) else { throw .readBackDiffers }
            throw .snapshot(error)
        }
        // Every byte of a file is authenticated: one that opens and holds the same is the file that was sealed.
        guard constantTimeEqual(found, sealed.plaintextHash) else { throw .readBackDiffers }
    }

    func advance(to sealed: SealedSnapshot, after previous: UInt64) throws(BackupRunError) {
        do throws(HeadError) {
            try heads.advance(to: sealed.head, after: previous)
        } catch {
            throw BackupRunError(error)
        }
    }

    /// Clears the pending mark, unless the vault was changed again since it was read.
    func remember(
        _ sealed: SealedSnapshot,
        _ binding: BackupBinding,
        _ kept: PrunedStorage,
        next: PendingEpoch? = nil
    ) throws(BackupRunError) {
        let verified = now()
        let place = place?.remembered(binding.backupID)
        let remember = { @Sendable (current: inout BackupBinding) in
            guard current.backupID == binding.backupID else { return }
            // The head has moved on under the old key, so that a change of the key from before cannot arrive any more.
            current.nextEpoch = nil
            if let next { current.adopt(epoch: next.epoch, key: next.key) }
            current.snapshotTimes = kept.times(current.snapshotTimes)
            current.snapshotTimes[sealed.name.leaf] = sealed.known.made
            current.newest = sealed.known
            current.place = place
            current.isNewPlace = false
            current.backedUpRevision = sealed.revision
            current.lastVerified = verified
            current.clearProblem()
        }
        // A key must not be lost; all else is found out again by the next run.
        guard next == nil, binding.nextEpoch == nil else {
            return try update { contents in
                guard var current = contents.deviceBound.backup else { return }
                remember(&current)
                contents.deviceBound.backup = current
            }
        }
        try note(remember)
    }

    /// Keeps the reason of a failure for the user to see; if even that fails, the failure itself is reported anyway.
    func remember(problem error: BackupRunError) {
        guard let code = problem(error), let known = try? vault.contents().deviceBound.backup, known.problem != code
        else { return }
        let since = known.problemSince ?? now()
        try? vault.noteBackup {
            $0.clearProblem()
            $0.problem = code
            $0.problemSince = since
        }
    }
}
