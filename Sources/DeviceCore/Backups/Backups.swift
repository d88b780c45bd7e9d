import AccountAPI
import Backup
package import Encodings
import Entries
import HTTPExchange
package import Storages
package import Vault

/// The backup of this device: turning it on, making, verifying and restoring it, its key and its storage.
package struct Backups: Sendable {
    let device: Device
}

extension Backups {
    /// What is known of the backup on this device.
    package func status() throws -> BackupStatus {
        BackupStatus(try device.vault().contents())
    }

    /// Backs up if changes wait, or if the last try met with something that passes on its own or that a sign-in has mended.
    ///
    /// Nil where neither is so, or the backup is off or paused. `briefly` tries once, where a person waits for nothing.
    @available(*, noasync)
    package func backUpIfPending(briefly: Bool = false) throws -> BackupStatus? {
        guard device.store.holdsVault else { return nil }
        let vault = try device.vault()
        let contents = try vault.contents()
        guard let backup = contents.deviceBound.backup, !backup.isPaused else { return nil }
        let problem = backup.problem.flatMap(FailureCode.init)
        guard contents.isBackupPending || problem?.passes == true || contents.isSignedIn(after: problem) else {
            return nil
        }
        return try backUp(vault, allowsFewer: false, patience: briefly ? .brief : .standard)
    }

    /// Backs up now, whether changes wait or not.
    @available(*, noasync)
    package func backUpNow(allowsFewer: Bool) throws -> BackupStatus {
        try backUp(device.vault(), allowsFewer: allowsFewer)
    }

    /// Stops automatic backup for a while, or goes on with it.
    ///
    /// A pause is no deletion: the snapshots stay.
    package func pause(_ isPaused: Bool) throws -> BackupStatus {
        try device.vault().update { contents in
            guard contents.deviceBound.backup != nil else { throw Self.off(contents) }
            contents.deviceBound.backup?.isPaused = isPaused
            return BackupStatus(contents)
        }
    }

    /// Deletes the backup at the account service; returns until when it can be brought back.
    ///
    /// The passphrase is asked for in any case.
    @available(*, noasync)
    package func delete() throws -> Instant {
        let vault = try device.vaultAskingAgain()
        let contents = try vault.contents()
        let (backup, client, session) = try serviceSide(of: contents)
        let answer = try client.untilAnswered().call(DeleteBackup.self, .init(id: backup.backupID), in: session)
        try vault.update { $0.deviceBound.backup = nil }
        return Instant(milliseconds: answer.restorableUntil)
    }

    private func backUp(
        _ vault: UnlockedVault,
        allowsFewer: Bool,
        patience: Patience = .standard
    ) throws -> BackupStatus {
        let contents = try vault.contents()
        let passedOver: UInt64?
        do {
            let backup = try keptBackup(over: vault, contents, patience: patience)
            do throws(BackupRunError) {
                passedOver = try backup.run.run(allowingShrinking: allowsFewer).passedOver
            } catch {
                throw backup.explain(error)
            }
        } catch {
            let failure = Failure(explaining: contents.recoveryEntry.map { contents.naming(error, in: $0) } ?? error)
            remember(failure, in: vault)
            throw failure
        }
        var status = BackupStatus(try vault.contents())
        status.passedOver = passedOver
        return status
    }

    /// Keeps why a backup failed, with what its words mention, for later commands to tell.
    ///
    /// Where nobody waits any more, nothing has failed: whatever is asked then counts as unreachable.
    func remember(_ failure: Failure, in vault: UnlockedVault) {
        guard !device.cancellation.isCancelled, let known = try? vault.contents().deviceBound.backup else { return }
        guard (known.problem, known.problemValues) != (failure.code.rawValue, failure.values) else { return }
        let since = known.problemSince ?? device.now()
        try? vault.noteBackup {
            $0.problem = failure.code.rawValue
            $0.problemValues = failure.values
            $0.problemSince = since
        }
    }

    /// The backup that the vault knows, for an attempt or another flow; it asks nobody anything.
    package func keptBackup(
        over vault: UnlockedVault,
        _ contents: VaultContents,
        patience: Patience = .standard
    ) throws -> KeptBackup {
        let (backup, client, session) = try device.askingNobody.backups.serviceSide(of: contents)
        let location = try StorageLocation(backup.location)
        let storage = try device.storage(at: location, password: backup.storagePassword, patience: patience)
        let heads = ServiceHeads(client: client, session: session, backup: backup.backupID)
        let place = FolderPlace(location)
        let run = BackupRun(vault: vault, storage: storage.storage, place: place, heads: heads, now: device.now) {
            device.cancellation.isCancelled ? nil : $0.failure.code.rawValue
        }
        return KeptBackup(binding: backup, storage: storage, run: run)
    }

    private func serviceSide(of contents: VaultContents) throws -> (BackupBinding, AccountClient, Session) {
        guard let backup = contents.deviceBound.backup else { throw Self.off(contents) }
        guard let entry = contents.recoveryEntry, case .personal(let account) = entry.content else {
            throw Failure(.noRecoveryAccount)
        }
        guard let session = contents.deviceBound.sessions[backup.recoveryEntry] else {
            throw contents.sessionEnded(in: entry)
        }
        return (backup, device.client(of: try ServiceAddress(account.service)), session)
    }
}

extension VaultContents {
    /// The account that keeps the key of the backup; nil where the backup is off.
    var recoveryAccount: PersonalAccount? {
        guard case .personal(let account) = recoveryEntry?.content else { return nil }
        return account
    }

    /// Its entry; nil where the backup is off.
    var recoveryEntry: Entry? { deviceBound.backup.flatMap { portable[$0.recoveryEntry] } }

    /// Whether the device was not signed in at the last try, and is now.
    fileprivate func isSignedIn(after problem: FailureCode?) -> Bool {
        guard let problem, [.sessionEnded, .noSuchDevice, .deviceSuspended].contains(problem),
            let entry = deviceBound.backup?.recoveryEntry
        else { return false }
        return deviceBound.sessions[entry] != nil && !deviceBound.suspended.contains(entry)
    }
}
