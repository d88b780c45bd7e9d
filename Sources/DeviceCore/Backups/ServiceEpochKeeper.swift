import AccountAPI
package import Backup
package import Encodings
package import Primitives
package import Sealed

/// Puts a new backup key in the place of the old one at the account service, wrapped under what a sign-in gave.
package final class ServiceEpochKeeper: EpochKeeper {
    private let client: AccountClient
    /// A sign-in with the password, just made: the service refuses one under a password that was replaced since.
    private let signedIn: SignedIn
    private let backup: BackupID

    /// A keeper of one backup, which the recovery code no longer opens from then on: a new code is due.
    package init(client: AccountClient, signedIn: SignedIn, backup: BackupID) {
        self.client = client
        self.signedIn = signedIn
        self.backup = backup
    }

    /// Moves the head to the first snapshot under a new key, and replaces the wrapped keys in the same step.
    ///
    /// Throws ``HeadError/moved`` if another device was first; the head and the keys are then what they were.
    package func advanceEpoch(
        to head: Head,
        after previous: UInt64,
        epoch: UInt32,
        key: SecretBytes
    ) throws(HeadError) {
        guard head.epoch == epoch else { throw HeadError(Failure(.backupOff)) }
        let wrapped: [UInt8]
        do {
            wrapped = try BackupKeys.seal(key, of: backup, epoch: epoch, signedIn: signedIn)
        } catch {
            throw HeadError(Failure(explaining: error))
        }
        let request = AdvanceEpoch.Request(
            id: backup,
            previous: previous,
            head: SnapshotHead(head),
            wrappedKey: Bytes(wrapped),
            recovery: nil
        )
        do throws(AccountError) {
            _ = try client.untilAnswered().call(AdvanceEpoch.self, request, in: signedIn.session)
        } catch {
            throw HeadError(error)
        }
    }
}
