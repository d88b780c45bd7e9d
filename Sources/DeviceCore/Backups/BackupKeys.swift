import AccountAPI
import Encodings
import Primitives
import Sealed
import Vault

/// A backup key in hand, with what it is the key of.
struct HeldKey {
    let backup: BackupID
    let epoch: UInt32
    let key: SecretBytes

    /// Whether it is the key of a backup as the service has it: its head shows that, where there is one.
    func isKey(of stored: StoredBackup) -> Bool {
        guard backup.rawValue == stored.id.rawValue, epoch == stored.epoch else { return false }
        return stored.head.map { Head($0).verifies(key: key, backup: backup) } ?? true
    }
}

extension BackupBinding {
    /// The backup keys that this device keeps: the present one, and the next one while a change is under way.
    var heldKeys: [HeldKey] {
        let next = nextEpoch.map { HeldKey(backup: backupID, epoch: $0.epoch, key: $0.key) }
        return [HeldKey(backup: backupID, epoch: epoch, key: key)] + (next.map { [$0] } ?? [])
    }
}

/// The step between the service's half of a backup and the backup key.
enum BackupKeys {
    /// Opens the wrapped key of an account with what the sign-in gave.
    static func unwrap(_ stored: StoredBackup, signedIn: SignedIn) throws -> SecretBytes {
        let binding = binding(
            stored,
            accountID: signedIn.session.accountID,
            credential: signedIn.credential,
            kind: signedIn.kind,
            suite: signedIn.suite
        )
        guard let wrapped = stored.wrappedKey else { throw Failure(.recoveryCodeOpensNothing) }
        do {
            return try WrappedKey.open(wrapped.bytes, exportKey: signedIn.exportKey, binding: binding)
        } catch {
            throw Failure(.keyRefused)
        }
    }

    /// Opens the wrapped key of an account, and says what it is the key of.
    static func held(_ stored: StoredBackup, signedIn: SignedIn) throws -> HeldKey {
        HeldKey(
            backup: stored.id,
            epoch: stored.epoch,
            key: try unwrap(stored, signedIn: signedIn)
        )
    }

    /// Wraps a new key under the sign-in that has opened the session.
    static func seal(_ key: SecretBytes, of backup: BackupID, epoch: UInt32, signedIn: SignedIn) throws -> [UInt8] {
        let binding = WrapBinding(
            accountID: signedIn.session.accountID,
            backup: backup,
            epoch: epoch,
            credentialID: signedIn.credential,
            kind: signedIn.kind.rawValue,
            suite: signedIn.suite
        )
        return try WrappedKey.seal(key: key, exportKey: signedIn.exportKey, binding: binding)
    }

    /// Wraps a held key again for the backup that the account has; nil where it has none.
    ///
    /// Throws where the account's backup has another key by now: that one cannot be wrapped here.
    static func wrap(
        _ held: HeldKey?,
        for stored: StoredBackup?,
        exportKey: SecretBytes,
        accountID: AccountID.Text,
        credential: CredentialID,
        kind: CredentialKind,
        suite: UInt16
    ) throws -> [UInt8]? {
        guard let stored else { return nil }
        guard let held, held.isKey(of: stored) else {
            // Whoever used a password is told of the key, not of a code.
            throw Failure(kind == .password ? .backupKeyChanged : .recoveryCodeOpensNothing)
        }
        let binding = binding(stored, accountID: accountID, credential: credential, kind: kind, suite: suite)
        return try WrappedKey.seal(key: held.key, exportKey: exportKey, binding: binding)
    }

    /// Wraps a held key again under a new credential of a kind, for the backup that the account has by then.
    static func wrapping(
        _ held: HeldKey?,
        as kind: CredentialKind,
        _ client: AccountClient,
        in session: Session
    ) -> Registration.Wrap {
        { exportKey, credential, suite in
            try wrap(
                held,
                for: try client.call(ReadBackup.self, Nothing(), in: session).backup,
                exportKey: exportKey,
                accountID: session.accountID,
                credential: credential,
                kind: kind,
                suite: suite
            )
        }
    }

    /// Everything that a wrapped key belongs to.
    private static func binding(
        _ stored: StoredBackup,
        accountID: AccountID.Text,
        credential: CredentialID,
        kind: CredentialKind,
        suite: UInt16
    ) -> WrapBinding {
        WrapBinding(
            accountID: accountID,
            backup: stored.id,
            epoch: stored.epoch,
            credentialID: credential,
            kind: kind.rawValue,
            suite: suite
        )
    }
}
