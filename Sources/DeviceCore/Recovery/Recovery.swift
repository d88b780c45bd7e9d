import AccountAPI
import Encodings
import Entries
import Primitives
import Sealed
import Storages
import Vault

/// Bringing back the entries of a lost device, and taking an account back from whoever has taken it.
package struct Recovery: Sendable {
    let device: Device
}

extension Recovery {
    /// Brings back the entries of a lost device, in their order, with their settings.
    ///
    /// The device needs both accounts: the storage that holds the sealed snapshot, and the sign-in that releases its key.
    /// Refused while the vault holds entries, so that an older backup overwrites nothing.
    ///
    /// After a code the entries are there, but the session is limited until
    /// ``Accounts/finishRecovery(of:code:newPassword:confirm:)`` has set a new password.
    @available(*, noasync)
    package func recover(
        _ request: RecoveryRequest,
        secret: () throws -> RecoverySecret,
        progress: (RecoveryStep) -> Void = { _ in }
    ) throws -> RestoreReport {
        try refuseEntries(recovering: request.username, at: request.service)
        progress(.lookingIntoStorage)
        let place = try StorageLocation(request.storage)
        let storage = try device.storage(at: place, password: request.storagePassword)
        let names = try storage.storage.everything(at: place.description)
        guard !names.isEmpty else { throw Failure(.storageEmpty) }

        let blank = try blankContents()
        let signedIn: SignedIn = try device.untilRight {
            let secret = try secret()
            progress(.signingIn)
            do throws(SignInError) {
                return try device.signIn(at: request.service).perform(
                    username: request.username,
                    secret: secret,
                    as: .new(name: blank.deviceBound.deviceName, isRecovery: true)
                )
            } catch {
                // The code on paper takes the place of a forgotten password here.
                if case .wrongPassword = error { throw error.failure.in(.recovering) }
                throw error.naming(request.username, at: request.service)
            }
        }
        let attempt = Attempt(request: request, storage: storage, blank: blank, signedIn: signedIn)
        let (found, vault): (Found, UnlockedVault)
        do {
            found = try find(attempt, progress)
            vault = try write(try restored(found, attempt))
        } catch {
            forgetDevice(signedIn, at: request.service)
            throw error
        }
        // The entries are on the disk: whatever fails from here on, this device is one of the account's.
        let contents = try vault.contents()
        // The vault notes from when on the codes of this device count, for the report as well.
        let standing = try? device.evidence.standing(of: contents.deviceBound.backup?.recoveryEntry.rawValue)
        var report = RestoreReport(
            of: found.snapshot,
            vault: (try? vault.contents()) ?? contents,
            clockOffset: signedIn.clockOffset,
            needsNewPassword: signedIn.kind == .recoveryCode
        )
        report.passedOver = found.passedOver
        report.standing = standing
        return report
    }

    /// A recovery that has signed in.
    private struct Attempt {
        let request: RecoveryRequest
        let storage: OpenStorage
        /// What the vault holds before it: no entries.
        let blank: VaultContents
        let signedIn: SignedIn
    }

    /// The backup as the service has it, and the snapshot that was opened.
    private struct Found {
        let stored: StoredBackup
        let head: Head
        let key: SecretBytes
        let snapshot: OpenedSnapshot
        /// The number of a newer one that does not open.
        let passedOver: UInt64?
    }

    private func find(_ attempt: Attempt, _ progress: (RecoveryStep) -> Void) throws -> Found {
        let (request, signedIn, storage) = (attempt.request, attempt.signedIn, attempt.storage)
        var (stored, head) = try readBackup(signedIn, request.service)
        var finder = try SnapshotFinder(stored, signedIn, storage)
        let snapshot: OpenedSnapshot
        var passedOver: UInt64?
        if let version = request.version {
            progress(.opening(generation: version))
            snapshot = try finder.version(version)
        } else {
            progress(.opening(generation: head.generation))
            do {
                snapshot = try finder.newestUnlessOutdated(head)
            } catch let failure as Failure where failure.code == .headRolledBack {
                // Another device may have backed up between the two looks.
                let old = head
                (stored, head) = try readBackup(signedIn, request.service)
                guard head != old else { throw failure }
                finder = try SnapshotFinder(stored, signedIn, storage)
                snapshot = try finder.newestUnlessOutdated(head)
            } catch {
                let settled = stored.settledHead.map(Head.init)
                snapshot = try finder.newest(settled: settled, insteadOf: head, error)
                passedOver = head.generation
                head = settled ?? head
            }
        }
        return Found(stored: stored, head: head, key: finder.key, snapshot: snapshot, passedOver: passedOver)
    }

    /// The account's backup as the service has it.
    private func readBackup(_ signedIn: SignedIn, _ service: ServiceAddress) throws -> (StoredBackup, Head) {
        let client = device.client(of: service)
        guard let stored = try client.call(ReadBackup.self, Nothing(), in: signedIn.session).backup else {
            throw Failure(.wrongRecoveryAccount)
        }
        if let deleted = stored.deleted { throw Self.deletion(deleted, until: stored.restorableUntil) }
        guard let head = stored.head.map(Head.init) else { throw Failure(.wrongRecoveryAccount) }
        return (stored, head)
    }

    /// The vault of the new device: the snapshot's portable part, and a device-bound part of its own.
    private func restored(_ found: Found, _ attempt: Attempt) throws -> VaultContents {
        let (request, signedIn, snapshot, head) = (attempt.request, attempt.signedIn, found.snapshot, found.head)
        var contents = attempt.blank
        contents.portable = snapshot.portable
        let account = PersonalAccount(service: request.service.text, username: request.username)
        let recoveryEntry = try contents.keep(signedIn, for: account, at: device.now())
        var backup = BackupBinding(
            location: attempt.storage.location.description,
            storagePassword: request.storagePassword,
            recoveryEntry: recoveryEntry,
            accountID: signedIn.session.accountID,
            backupID: found.stored.id,
            epoch: found.stored.epoch,
            key: found.key
        )
        backup.newest = KnownSnapshot(
            generation: head.generation,
            hash: head.hash,
            entries: snapshot.portable.entryCount,
            made: snapshot.made
        )
        // An older version that was asked for is not what the newest snapshot holds: it is backed up again.
        if snapshot.generation == head.generation {
            backup.backedUpRevision = snapshot.portable.revision
            backup.lastVerified = device.now()
        }
        // What was passed over is the newest until another backup takes its place.
        if found.passedOver != nil { backup.backedUpRevision = nil }
        contents.deviceBound.backup = backup
        return contents
    }

    private func write(_ contents: VaultContents) throws -> UnlockedVault {
        guard device.store.holdsVault else {
            return try UnlockedVault.create(
                in: device.store,
                passphrase: nil,
                cost: device.security.passphraseCost,
                contents: contents
            )
        }
        let vault = try device.vault()
        try vault.update { present in
            // Entries may have been added while the snapshot was fetched.
            guard present.portable.entryCount == 0 else { throw Failure(entriesIn: present) }
            present = contents
        }
        return vault
    }

    private func blankContents() throws -> VaultContents {
        guard device.store.holdsVault else { return VaultContents(deviceName: Device.hostName) }
        return try device.vault().contents()
    }

    /// Takes back the device that a failed recovery added.
    ///
    /// Where that fails, the user can revoke it by hand. It is done as well where nobody waits any more.
    private func forgetDevice(_ signedIn: SignedIn, at service: ServiceAddress) {
        guard let added = signedIn.addedDevice else { return }
        _ = try? device.client(of: service).evenUnawaited
            .call(RevokeDevice.self, .init(device: added.id), in: signedIn.session)
    }

    private static func deletion(_ deleted: Int64, until: Int64?) -> Failure {
        func day(_ time: Int64) -> Failure.Mention {
            .day(Instant(milliseconds: time))
        }
        return Failure(.backupDeleted, ["date": day(deleted), "until": day(until ?? deleted)])
    }
}
