import AccountAPI
package import Backup
package import Foundation
package import Vault

extension DeviceApp {
    /// What is known of the backup on this device.
    package func backupStatus() async throws -> BackupStatus {
        BackupStatus(try await vault().contents())
    }

    /// Backs up if changes wait.
    ///
    /// Nil where nothing waits, or the backup is off or paused.
    package func backUpIfPending() async throws -> BackupStatus? {
        guard UnlockedVault.exists(at: home) else { return nil }
        let vault = try await vault()
        let contents = try await vault.contents()
        guard contents.isBackupPending, contents.deviceBound.backup?.isPaused == false else { return nil }
        return try await backUp(vault, allowsFewer: false)
    }

    /// Backs up now, whether changes wait or not.
    package func backUpNow(allowsFewer: Bool) async throws -> BackupStatus {
        try await backUp(vault(), allowsFewer: allowsFewer)
    }

    /// Stops automatic backup for a while, or goes on with it.
    ///
    /// A pause is no deletion: the snapshots stay.
    package func pauseBackup(_ isPaused: Bool) async throws -> BackupStatus {
        try await vault().update { contents in
            guard contents.deviceBound.backup != nil else { throw Failure(.backupOff) }
            contents.deviceBound.backup?.isPaused = isPaused
            return BackupStatus(contents)
        }
    }

    /// Deletes the backup at the account service; returns until when it can be brought back.
    package func deleteBackup() async throws -> Date {
        let vault = try await vault()
        let contents = try await vault.contents()
        let (backup, client, session) = try serviceSide(of: contents)
        guard let id = ServiceBackupID(backup.backupID.rawValue) else { throw Failure(.backupOff) }
        let answer = try await client.call(DeleteBackup.self, .init(id: id), in: session)
        try await vault.update { $0.deviceBound.backup = nil }
        return Date(timeIntervalSince1970: Double(answer.restorableUntil) / 1000)
    }

    private func backUp(_ vault: UnlockedVault, allowsFewer: Bool) async throws -> BackupStatus {
        let (backup, run) = try run(over: vault, try await vault.contents())
        do throws(BackupRunError) {
            try await run.run(allowingShrinking: allowsFewer)
        } catch {
            throw await SnapshotFinder(backup, storage: run.storage).explain(error)
        }
        return BackupStatus(try await vault.contents())
    }

    /// One backup attempt with what the vault keeps, and the binding that it follows.
    package func run(over vault: UnlockedVault, _ contents: VaultContents) throws -> (BackupBinding, BackupRun) {
        let (backup, client, session) = try serviceSide(of: contents)
        let storage = try StorageRegistry.storage(
            at: StorageLocation(backup.location),
            password: backup.storagePassword
        )
        let heads = ServiceHeads(client: client, session: session, backup: backup.backupID)
        let run = BackupRun(vault: vault, storage: storage, heads: heads, now: now) { $0.failure.code.rawValue }
        return (backup, run)
    }

    private func serviceSide(of contents: VaultContents) throws -> (BackupBinding, AccountClient, Session) {
        guard let backup = contents.deviceBound.backup else { throw Failure(.backupOff) }
        guard let entry = contents.portable[backup.recoveryEntry], case .personal(let account) = entry.content else {
            throw Failure(.noRecoveryAccount)
        }
        guard let session = contents.deviceBound.sessions[entry.id] else {
            throw Failure(.sessionEnded, ["place": account.service])
        }
        return (backup, client(of: try ServiceAddress(account.service)), session)
    }
}
