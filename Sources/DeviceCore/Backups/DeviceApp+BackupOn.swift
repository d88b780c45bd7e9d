import AccountAPI
import Backup
import Crypto
import Sodium
import Vault

extension DeviceApp {
    /// Turns automatic backup on and makes the first snapshot.
    ///
    /// It needs a personal recovery account and a storage; where either is missing, it says which. A backup that the
    /// account has already is replaced only when asked to; a deleted one is brought back.
    package func turnBackupOn(
        storage location: String?,
        account name: String?,
        replacing: Bool,
        password: () throws -> Password
    ) async throws -> BackupStatus {
        let vault = try await vaultForBackup()
        let contents = try await vault.contents()
        let (entry, account) = try contents.personalAccount(named: name)
        guard let location else { throw Failure(.noStorageAccount) }
        let place = try StorageLocation(location)
        let storage = try StorageRegistry.storage(at: place)
        // Asked before the password: a storage that does not answer should not cost a sign-in.
        _ = try await storage.everything(at: place.description)
        let service = try ServiceAddress(account.service)
        let signedIn = try await signIn(at: service).perform(
            username: account.username,
            password: password(),
            as: contents.deviceBound.codes[entry.id].map { .known($0) } ?? .none
        )
        let session = signedIn.session
        let client = client(of: service)
        let existing = try await client.call(ReadBackup.self, Nothing(), in: session).backup
        let binding: BackupBinding
        if let existing, existing.deleted != nil, !replacing,
            let restored = try await bringBack(existing, signedIn, storage, place, entry.id, client)
        {
            binding = restored
        } else {
            if let head = existing?.head, existing?.deleted == nil, !replacing {
                throw Failure(.backupExists, ["generation": String(head.generation)])
            }
            binding = try await create(replacing: existing?.id, signedIn, place, entry.id, client)
        }
        try await vault.update { contents in
            contents.deviceBound.sessions[entry.id] = session
            contents.deviceBound.backup = binding
        }
        return try await backUpNow(allowsFewer: false)
    }

    private func vaultForBackup() async throws -> UnlockedVault {
        guard UnlockedVault.exists(at: home) else { throw Failure(.noRecoveryAccount) }
        return try await vault()
    }

    /// Makes a backup key and leaves it, wrapped, at the service. Nothing is uploaded before that.
    private func create(
        replacing old: ServiceBackupID?,
        _ signedIn: SignedIn,
        _ place: StorageLocation,
        _ entry: EntryID,
        _ client: AccountClient
    ) async throws -> BackupBinding {
        let backup = BackupID.random()
        let key = SymmetricKey(size: .bits256)
        guard let id = ServiceBackupID(backup.rawValue) else { throw Failure(.internalError, ["error": "id"]) }
        let wrapped = try WrappedKey.seal(
            key: key,
            exportKey: signedIn.exportKey,
            binding: WrapBinding(
                accountID: signedIn.session.accountID,
                backup: backup,
                epoch: 1,
                credentialID: signedIn.credential.rawValue,
                kind: "password",
                suite: signedIn.suite
            )
        )
        _ = try await client.call(
            CreateBackup.self,
            .init(id: id, epoch: 1, wrappedKey: Bytes(wrapped), replaces: old),
            in: signedIn.session
        )
        return BackupBinding(
            location: place.description,
            storagePassword: nil,
            recoveryEntry: entry,
            accountID: signedIn.session.accountID,
            backupID: backup,
            epoch: 1,
            key: key
        )
    }

    /// Brings a deleted backup back where this storage still holds it; nil where it does not.
    private func bringBack(
        _ stored: StoredBackup,
        _ signedIn: SignedIn,
        _ storage: any BackupStorage,
        _ place: StorageLocation,
        _ entry: EntryID,
        _ client: AccountClient
    ) async throws -> BackupBinding? {
        guard let head = stored.head.map(Head.init) else { return nil }
        let backup = BackupID(unchecked: stored.id.rawValue)
        let key = try BackupKeys.unwrap(stored, signedIn: signedIn)
        let finder = SnapshotFinder(
            storage: storage,
            place: place.description,
            backup: backup,
            key: key,
            accountID: signedIn.session.accountID
        )
        guard let found = try? await finder.newest(head) else { return nil }
        _ = try await client.call(RestoreBackup.self, .init(id: stored.id), in: signedIn.session)
        var binding = BackupBinding(
            location: place.description,
            storagePassword: nil,
            recoveryEntry: entry,
            accountID: signedIn.session.accountID,
            backupID: backup,
            epoch: stored.epoch,
            key: key
        )
        binding.newest = found.known
        return binding
    }
}
