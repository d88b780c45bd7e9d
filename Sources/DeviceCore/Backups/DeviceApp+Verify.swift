import Backup
import Vault

extension DeviceApp {
    /// Fetches the newest snapshot, opens it and compares it with the vault.
    ///
    /// What is found wrong with the backup is remembered until a backup or a verification finds it in order.
    package func verifyBackup() async throws -> BackupStatus {
        let vault = try await vault()
        do {
            try await compareBackup(with: vault)
        } catch {
            let failure = Failure(explaining: error)
            if Self.findings.contains(failure.code) { await remember(failure.code, in: vault) }
            throw failure
        }
        await remember(nil, in: vault)
        return BackupStatus(try await vault.contents())
    }

    private func compareBackup(with vault: UnlockedVault) async throws {
        let contents = try await vault.contents()
        let (backup, run) = try run(over: vault, contents)
        let verification: BackupVerification
        do throws(BackupRunError) {
            verification = try await run.verify()
        } catch {
            throw await SnapshotFinder(backup, storage: run.storage).explain(error)
        }
        guard verification.isComplete || contents.isBackupPending else { throw Failure(.backupDiffers) }
    }

    /// What says something of the backup, rather than that it could not be looked at.
    private static let findings: Set<FailureCode> = [
        .backupDamaged, .backupDiffers, .backupKeyChanged, .backupOff, .backupRolledBack, .backupVersion, .headForged,
        .headRolledBack, .keyRefused, .storageEmpty,
    ]

    /// Keeps what was found for the status to show; nil forgets what an earlier verification found.
    private func remember(_ found: FailureCode?, in vault: UnlockedVault) async {
        guard let backup = try? await vault.contents().deviceBound.backup else { return }
        let isFinding = backup.problem.flatMap(FailureCode.init).map(Self.findings.contains) ?? false
        guard found?.rawValue != backup.problem, found != nil || isFinding else { return }
        let now = now()
        // That a note of it cannot be written hides nothing: the failure itself is told.
        _ = try? await vault.update { contents in
            contents.deviceBound.backup?.problem = found?.rawValue
            let since = contents.deviceBound.backup?.problemSince ?? now
            contents.deviceBound.backup?.problemSince = found == nil ? nil : since
        }
    }
}
