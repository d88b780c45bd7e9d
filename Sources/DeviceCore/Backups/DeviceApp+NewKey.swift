import Backup
import Vault

extension DeviceApp {
    /// Gives the backup a new key, so that a lost device and its old snapshots open nothing that is backed up from now on.
    ///
    /// The recovery code opens no backup afterwards, until it is made again.
    package func makeNewBackupKey(password: () throws -> Password) async throws -> BackupStatus {
        let vault = try await vault()
        let contents = try await vault.contents()
        let (backup, _) = try run(over: vault, contents)
        guard let entry = contents.portable[backup.recoveryEntry], case .personal(let account) = entry.content else {
            throw Failure(.noRecoveryAccount)
        }
        let service = try ServiceAddress(account.service)
        let signedIn = try await signInAgain(to: account, entry.id, vault, password: password())
        let client = client(of: service)
        // First: a change of the key that is begun and then refused would be tried again by every later backup.
        try await client.showEvidence(in: signedIn.session)
        let keeper = ServiceEpochKeeper(
            client: client,
            signedIn: signedIn,
            backup: backup.backupID,
            code: nil
        )
        let (_, run) = try run(over: vault, try await vault.contents())
        do throws(BackupRunError) {
            try await EpochChange(run, keeper: keeper).run()
        } catch {
            let failure = await SnapshotFinder(backup, storage: run.storage).explain(error)
            // What is asked of the person first is no fault of the backup.
            if failure.code != .evidenceNeeded { await remember(failure, in: vault) }
            throw failure
        }
        return BackupStatus(try await vault.contents())
    }
}
