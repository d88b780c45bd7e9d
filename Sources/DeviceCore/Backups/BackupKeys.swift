import AccountAPI
import Backup
import Crypto
import Sodium
import Vault

/// The step between the service's half of a backup and the backup key.
enum BackupKeys {
    /// Opens the wrapped key of an account with what the sign-in gave.
    static func unwrap(_ stored: StoredBackup, signedIn: SignedIn) throws -> SymmetricKey {
        let binding = binding(
            stored,
            accountID: signedIn.session.accountID,
            credential: signedIn.credential.rawValue,
            suite: signedIn.suite
        )
        do {
            return try WrappedKey.open(stored.wrappedKey.bytes, exportKey: signedIn.exportKey, binding: binding)
        } catch {
            throw Failure(.keyRefused)
        }
    }

    /// Everything that a wrapped key belongs to.
    static func binding(_ stored: StoredBackup, accountID: String, credential: String, suite: UInt16) -> WrapBinding {
        WrapBinding(
            accountID: accountID,
            backup: BackupID(unchecked: stored.id.rawValue),
            epoch: stored.epoch,
            credentialID: credential,
            kind: "password",
            suite: suite
        )
    }
}
