import AccountAPI
import Encodings
import Entries
package import Primitives
import Sealed
import Storages
import Vault

extension Backups {
    /// Turns automatic backup on and makes the first snapshot.
    ///
    /// It needs a personal recovery account and a storage; where either is missing, it says which. A backup that the
    /// account has already is joined or replaced only when asked to; a deleted one is brought back. The one that this
    /// device keeps already goes on in the storage that is named. Where the account has none, though `existing` is to be
    /// joined, `startsNew` is told so before a new one begins, and keeps that from happening by throwing it.
    @available(*, noasync)
    package func turnOn(
        storage location: String?,
        storagePassword: SecretBytes? = nil,
        account name: String?,
        existing choice: ExistingBackup? = nil,
        makingFolder: Bool = false,
        startsNew: (Failure) throws -> Void = { _ in },
        password: () throws -> Password
    ) throws -> BackupStatus {
        let vault = try vaultForBackup()
        let contents = try vault.contents()
        let (entry, account) = try contents.accountToKeep(named: name)
        // Asked before the password: a storage that does not answer should not cost a sign-in.
        let storage = try answeringStorage(at: location, storagePassword, makingFolder)
        let place = storage.location
        let missing = makingFolder ? try Self.missingFolder(of: place.description) : nil
        let service = try ServiceAddress(account.service)
        let signedIn = try device.untilRight {
            try device.accounts.signInAgain(to: account, entry.id, vault, password: password())
        }
        let session = signedIn.session
        let client = device.client(of: service)
        let start = Start(
            vault: vault,
            entry: entry.id,
            account: account,
            signedIn: signedIn,
            client: client,
            storage: storage
        )
        let existing = try client.call(ReadBackup.self, Nothing(), in: session).backup
        // Made once it is needed: whoever mistypes the password, or wants none of this, finds no empty folder.
        func makeFolder() throws {
            if missing != nil { try Self.makeFolder(of: place) }
        }
        let binding: BackupBinding
        let present = contents.deviceBound.backup
        let goesOn = choice == nil && Self.isUpToDate(present, with: existing, in: session, of: entry.id)
        if goesOn, var moved = present {
            try makeFolder()
            moved.location = place.description
            moved.place = nil
            moved.isNewPlace = true
            // The new place holds nothing yet, should the first backup there not come to its end.
            (moved.backedUpRevision, moved.lastVerified) = (nil, nil)
            binding = moved
        } else if let existing, existing.deleted != nil, choice != .replace,
            let restored = try bringBack(existing, start)
        {
            try vault.update { $0.rename(entry.id, to: restored.recoveryEntry) }
            binding = restored
        } else if let existing, let head = existing.head.map(Head.init), existing.deleted == nil, choice != .replace {
            let holdsAll = present?.backupID == existing.id
            let found = try inside(existing, head, start, choosing: choice, holdsAll: holdsAll)
            guard let choice else { throw found.failure }
            guard choice == .keepBoth || contents.portable.isWithoutEntriesOfItsOwn else {
                throw Failure(entriesIn: contents)
            }
            try makeFolder()
            binding = try join(existing, found, start)
        } else if existing?.deleted != nil, choice?.joins == true {
            // Whoever wants to keep what was deleted is not given a new backup in its place.
            throw Failure(.storageEmpty, ["place": place.description]).in(.deleted)
        } else {
            if choice?.joins == true {
                let values = ["account": contents.wholeLabel(of: entry), "place": place.description]
                try startsNew(Failure(.noBackupYet, values).in(.merging))
            }
            try makeFolder()
            binding = try create(replacing: existing?.id, start)
        }
        try vault.update { contents in
            contents.deviceBound.sessions[binding.recoveryEntry] = session
            contents.deviceBound.backup = binding
            contents.deviceBound.backup?.storagePassword = storagePassword
        }
        return try backUpFirst(movedFrom: goesOn ? present : nil, vault)
    }

    /// A backup that is being turned on, once this device is signed in to the account that is to keep its key.
    struct Start {
        let vault: UnlockedVault
        let entry: EntryID
        let account: PersonalAccount
        let signedIn: SignedIn
        let client: AccountClient
        let storage: OpenStorage
    }

    /// Makes the first backup of a binding; one that has only moved goes back where the new place takes none.
    private func backUpFirst(movedFrom former: BackupBinding?, _ vault: UnlockedVault) throws -> BackupStatus {
        do {
            return try backUpNow(allowsFewer: false)
        } catch let failure as Failure where former != nil && failure.code.isOfStorage {
            // The new place has not taken a snapshot, so the old one still holds the newest.
            try vault.update { $0.deviceBound.backup = former }
            throw failure
        }
    }

    /// The vault; where a backup is on already, which this replaces or moves, the passphrase is asked for in any case.
    private func vaultForBackup() throws -> UnlockedVault {
        guard device.store.holdsVault else { throw Failure(.noRecoveryAccount) }
        let isOn = device.contentsUnasked()?.deviceBound.backup != nil
        return isOn ? try device.vaultAskingAgain() : try device.vault()
    }

    /// Whether the account's backup is the one that this device keeps, and holds nothing that this device has not seen.
    private static func isUpToDate(
        _ present: BackupBinding?,
        with existing: StoredBackup?,
        in session: Session,
        of entry: EntryID
    ) -> Bool {
        guard let present, let existing, existing.deleted == nil else { return false }
        let head = existing.head.map(Head.init)
        return present.backupID == existing.id && present.epoch == existing.epoch
            && present.accountID == session.accountID && present.recoveryEntry == entry
            && head?.generation == present.newest?.generation && head?.hash == present.newest?.hash
    }

    /// Makes a backup key and leaves it, wrapped, at the service.
    ///
    /// Nothing is uploaded before that.
    private func create(replacing old: BackupID?, _ start: Start) throws -> BackupBinding {
        let backup = BackupID.random()
        let key = SecretBytes.random(count: 32)
        let wrapped = try BackupKeys.seal(key, of: backup, epoch: 1, signedIn: start.signedIn)
        _ = try start.client.untilAnswered().call(
            CreateBackup.self,
            .init(id: backup, epoch: 1, wrappedKey: Bytes(wrapped), replaces: old),
            in: start.signedIn.session
        )
        return BackupBinding(
            location: start.storage.location.description,
            storagePassword: nil,
            recoveryEntry: start.entry,
            accountID: start.signedIn.session.accountID,
            backupID: backup,
            epoch: 1,
            key: key
        )
    }

    /// Brings a deleted backup back where this storage still holds it; nil where it does not.
    private func bringBack(_ stored: StoredBackup, _ start: Start) throws -> BackupBinding? {
        guard let head = stored.head.map(Head.init) else { return nil }
        let finder = try SnapshotFinder(stored, start.signedIn, start.storage)
        let snapshot: OpenedSnapshot
        do {
            snapshot = try finder.newest(head)
        } catch  where Failure(explaining: error).saysNothingOfBackup {
            throw error
        } catch {
            let settled = stored.settledHead.map(Head.init)
            guard let found = try? finder.newest(settled: settled, insteadOf: head, error) else { return nil }
            snapshot = found
        }
        let id = snapshot.portable.personalEntry(of: start.account)?.id ?? start.entry
        let binding = try join(stored, start, as: id)
        let client = try start.client.untilAnswered()
        _ = try client.call(RestoreBackup.self, .init(id: stored.id), in: start.signedIn.session)
        return binding
    }
}
