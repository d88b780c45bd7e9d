import AccountAPI
package import Backup
package import Primitives
package import Vault

/// Puts a new backup key in the place of the old one at the account service, wrapped under what a sign-in gave.
package struct ServiceEpochKeeper: EpochKeeper {
    private let client: AccountClient
    /// A sign-in with the password, just made: the service refuses one under a password that was replaced since.
    private let signedIn: SignedIn
    private let backup: BackupID
    /// A sign-in with the recovery code.
    ///
    /// Without one the code opens no backup from then on, and a new one is due.
    private let code: SignedIn?

    /// A keeper of one backup.
    package init(client: AccountClient, signedIn: SignedIn, backup: BackupID, code: SignedIn? = nil) {
        self.client = client
        self.signedIn = signedIn
        self.backup = backup
        self.code = code
    }

    /// Moves the head to the first snapshot under a new key, and replaces the wrapped keys in the same step.
    ///
    /// Throws ``HeadError/moved`` if another device was first; the head and the keys are then what they were.
    package func advanceEpoch(
        to head: Head,
        after previous: UInt64,
        epoch: UInt32,
        key: SecretBytes
    ) async throws {
        guard let id = ServiceBackupID(backup.rawValue), head.epoch == epoch else { throw Failure(.backupOff) }
        let request = AdvanceEpoch.Request(
            id: id,
            previous: previous,
            head: SnapshotHead(head),
            wrappedKey: Bytes(try wrap(key, under: signedIn, epoch: epoch)),
            recovery: try renewal(key, epoch: epoch)
        )
        do {
            _ = try await client.call(AdvanceEpoch.self, request, in: signedIn.session)
        } catch .problem(let problem, _) where problem.code == .headMoved {
            throw HeadError.moved
        }
    }

    private func renewal(_ key: SecretBytes, epoch: UInt32) throws -> RecoveryWrap? {
        guard let code else { return nil }
        return RecoveryWrap(credential: code.credential, wrappedKey: Bytes(try wrap(key, under: code, epoch: epoch)))
    }

    private func wrap(_ key: SecretBytes, under signedIn: SignedIn, epoch: UInt32) throws -> [UInt8] {
        try WrappedKey.seal(
            key: key,
            exportKey: signedIn.exportKey,
            binding: WrapBinding(
                accountID: signedIn.session.accountID,
                backup: backup,
                epoch: epoch,
                credentialID: signedIn.credential.rawValue,
                kind: signedIn.kind.rawValue,
                suite: signedIn.suite
            )
        )
    }
}
