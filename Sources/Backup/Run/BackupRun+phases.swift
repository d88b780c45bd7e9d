import Foundation
import Vault

/// A snapshot that this attempt made.
struct SealedSnapshot {
    let file: [UInt8]
    let name: ObjectName
    let head: Head
    let portable: PortableContents
    let made: Date

    var known: KnownSnapshot {
        KnownSnapshot(generation: head.generation, hash: head.hash, entries: portable.entries.count, made: made)
    }
}

extension BackupRun {
    func seal(
        _ contents: VaultContents,
        _ binding: BackupBinding,
        _ parent: KnownSnapshot?
    ) throws(BackupRunError) -> SealedSnapshot {
        let generation = (parent?.generation ?? 0) + 1
        let made = Date(milliseconds: now().milliseconds)
        do throws(SnapshotError) {
            let file = try Snapshot.seal(
                contents.portable,
                key: binding.key,
                backup: binding.backupID,
                epoch: binding.epoch,
                generation: generation,
                parent: parent?.hash,
                accountID: binding.accountID,
                device: contents.deviceBound.device,
                made: made
            )
            return SealedSnapshot(
                file: file,
                name: .fresh(backup: binding.backupID, generation: generation),
                head: Head.make(
                    file: file,
                    generation: generation,
                    epoch: binding.epoch,
                    backup: binding.backupID,
                    key: binding.key
                ),
                portable: contents.portable,
                made: made
            )
        } catch {
            throw .snapshot(error)
        }
    }

    func save(_ sealed: SealedSnapshot) async throws(BackupRunError) {
        do throws(StorageError) {
            try await storage.save(sealed.file, as: sealed.name)
        } catch {
            throw .storage(error)
        }
    }

    /// Only what the storage returns counts: it must be what was sealed, and it must open.
    func readBack(_ sealed: SealedSnapshot, _ binding: BackupBinding) async throws(BackupRunError) {
        let file: [UInt8]
        do throws(StorageError) {
            file = try await storage.load(sealed.name, limit: Snapshot.lengthLimit)
        } catch .notFound, .tooLarge {
            throw .readBackDiffers
        } catch {
            throw .storage(error)
        }
        guard BackupFormat.sha256(file) == sealed.head.hash else { throw .readBackDiffers }
        do throws(SnapshotError) {
            let opened = try Snapshot.open(
                file,
                key: binding.key,
                backup: binding.backupID,
                accountID: binding.accountID
            )
            guard opened.portable == sealed.portable else { throw .damaged }
        } catch {
            throw .snapshot(error)
        }
    }

    func advance(
        to sealed: SealedSnapshot,
        _ binding: BackupBinding,
        _ parent: KnownSnapshot?
    ) async throws(BackupRunError) {
        do {
            try await heads.advance(to: sealed.head, after: parent?.generation ?? 0)
        } catch HeadError.moved {
            throw .headMoved
        } catch {
            throw .service(error)
        }
    }

    /// Clears the pending mark, unless the vault was changed again since it was read.
    func remember(_ sealed: SealedSnapshot, _ binding: BackupBinding) async throws(BackupRunError) {
        let backup = binding.backupID
        let known = sealed.known
        let revision = sealed.portable.revision
        let verified = now()
        do {
            try await vault.update { contents in
                guard var current = contents.deviceBound.backup, current.backupID == backup else { return }
                current.newest = known
                current.backedUpRevision = revision
                current.lastVerified = verified
                current.problem = nil
                current.problemSince = nil
                contents.deviceBound.backup = current
            }
        } catch {
            throw .vault(error as? VaultError ?? .damaged)
        }
    }

    /// Keeps the reason of a failure for the user to see; if even that fails, the failure itself is reported anyway.
    func remember(problem error: BackupRunError) async {
        let code = problem(error)
        guard let known = try? await vault.contents().deviceBound.backup, known.problem != code else { return }
        let since = known.problemSince ?? now()
        _ = try? await vault.update {
            $0.deviceBound.backup?.problem = code
            $0.deviceBound.backup?.problemSince = since
        }
    }
}
