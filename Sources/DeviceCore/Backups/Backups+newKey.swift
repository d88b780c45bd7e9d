import Backup
import Entries
import Vault

extension Backups {
    /// Gives the backup a new key, so that a lost device and its old snapshots open nothing that is backed up from now on.
    ///
    /// The recovery code opens no backup afterwards, until it is made again.
    @available(*, noasync)
    package func makeNewKey(password: () throws -> Password) throws -> BackupStatus {
        let vault = try device.vault()
        let contents = try vault.contents()
        let backup = try keptBackup(over: vault, contents).binding
        guard let entry = contents.portable[backup.recoveryEntry], case .personal(let account) = entry.content else {
            throw Failure(.noRecoveryAccount)
        }
        let service = try ServiceAddress(account.service)
        let signedIn = try device.untilRight {
            try device.accounts.signInAgain(to: account, entry.id, vault, password: password())
        }
        let client = device.client(of: service)
        // First: a change of the key that is begun and then refused would be tried again by every later backup.
        try client.showEvidence(in: signedIn.session)
        let kept = try keptBackup(over: vault, try vault.contents())
        let keeper = ServiceEpochKeeper(client: client, signedIn: signedIn, backup: backup.backupID)
        do throws(BackupRunError) {
            _ = try EpochChange(kept.run, keeper: keeper).run()
        } catch {
            let failure = kept.explain(error)
            // What is asked of the person first is no fault of the backup.
            if failure.code != .evidenceNeeded { remember(failure, in: vault) }
            throw failure
        }
        return BackupStatus(try vault.contents())
    }
}
