import Backup
import Vault

extension Backups {
    /// Fetches the newest snapshot, opens it and compares it with the vault.
    ///
    /// What is found wrong with the backup is remembered until a backup or a verification finds it in order.
    @available(*, noasync)
    package func verify() throws -> BackupStatus {
        let vault = try device.vault()
        let verification: BackupVerification
        do {
            verification = try compare(with: vault)
        } catch {
            let failure = Failure(explaining: error)
            if Self.findings.contains(failure.code) { remember(failure, in: vault) }
            throw failure
        }
        forgetFindings(in: vault)
        var status = BackupStatus(try vault.contents())
        // Another device may have made it, and this one not have merged it yet.
        (status.generation, status.entries) = (verification.snapshot.generation, verification.snapshot.entries)
        status.passedOver = verification.passedOver
        return status
    }

    /// Compares the newest snapshot with the vault.
    private func compare(with vault: UnlockedVault) throws -> BackupVerification {
        let contents = try vault.contents()
        let backup = try keptBackup(over: vault, contents)
        let verification: BackupVerification
        do throws(BackupRunError) {
            verification = try backup.run.verify()
        } catch {
            throw backup.explain(error)
        }
        // What another device has added since comes with the next backup, which merges it.
        let isNewer = verification.snapshot.generation > backup.binding.newest?.generation ?? 0
        guard verification.isComplete || contents.isBackupPending || isNewer else { throw Failure(.backupDiffers) }
        return verification
    }

    /// What says something of the backup, rather than that it could not be looked at.
    private static let findings: Set<FailureCode> = [
        .backupDamaged, .backupDiffers, .backupKeyChanged, .backupOff, .backupRolledBack, .backupVersion, .headForged,
        .headRolledBack, .keyRefused, .storageEmpty, .storageEmptied, .storageOfOther,
    ]

    /// Forgets what an earlier verification found.
    private func forgetFindings(in vault: UnlockedVault) {
        let problem = try? vault.contents().deviceBound.backup?.problem
        guard let found = problem.flatMap(FailureCode.init), Self.findings.contains(found) else { return }
        // A note that cannot be written hides nothing: the next verification comes to the same.
        try? vault.noteBackup { $0.clearProblem() }
    }
}
