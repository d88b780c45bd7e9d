package import Encodings
package import Primitives

extension DeviceApp {
    /// Backs up if changes wait, or if the last try met with something that passes on its own or that a sign-in has
    /// mended.
    package func backUpIfPending(briefly: Bool = false) async throws -> BackupStatus? {
        try await waiting { try $0.backUpIfPending(briefly: briefly) }
    }

    /// Backs up now, whether changes wait or not.
    package func backUpNow(allowsFewer: Bool) async throws -> BackupStatus {
        try await waiting { try $0.backUpNow(allowsFewer: allowsFewer) }
    }

    /// Deletes the backup at the account service; returns until when it can be brought back.
    package func deleteBackup() async throws -> Instant {
        try await waiting { try $0.deleteBackup() }
    }

    /// Turns automatic backup on and makes the first snapshot.
    package func turnBackupOn(
        storage location: String?,
        storagePassword: SecretBytes? = nil,
        account name: String?,
        existing choice: ExistingBackup? = nil,
        makingFolder: Bool = false,
        startsNew: @escaping @Sendable (Failure) throws -> Void = { _ in },
        password: @escaping @Sendable () throws -> Password
    ) async throws -> BackupStatus {
        try await waiting {
            try $0.turnBackupOn(
                storage: location,
                storagePassword: storagePassword,
                account: name,
                existing: choice,
                makingFolder: makingFolder,
                startsNew: startsNew,
                password: password
            )
        }
    }

    /// Throws where a storage can take no backup, before anything is typed or an account is made for it.
    package func refuseStorage(at location: String?, password: SecretBytes?, makingFolder: Bool) async throws {
        try await waiting { try $0.refuseStorage(at: location, password: password, makingFolder: makingFolder) }
    }

    /// Gives the backup a new key, so that a lost device and its old snapshots open nothing that is backed up from
    /// now on.
    package func makeNewBackupKey(password: @escaping @Sendable () throws -> Password) async throws -> BackupStatus {
        try await waiting { try $0.makeNewBackupKey(password: password) }
    }

    /// What ``restore(version:exactly:)`` would change.
    package func previewRestore(version generation: UInt64, exactly: Bool) async throws -> RestorePreview {
        try await waiting { try $0.previewRestore(version: generation, exactly: exactly) }
    }

    /// Adds what an older version holds and this device lacks; `exactly` makes the device hold what the version held.
    package func restore(version generation: UInt64, exactly: Bool) async throws -> RestorePreview {
        try await waiting { try $0.restore(version: generation, exactly: exactly) }
    }

    /// Fetches the newest snapshot, opens it and compares it with the vault.
    package func verifyBackup() async throws -> BackupStatus {
        try await waiting { try $0.verifyBackup() }
    }

    /// The snapshots that the storage holds, the newest first; each is fetched and opened.
    package func backupVersions() async throws -> [BackupVersionListing] {
        try await waiting { try $0.backupVersions() }
    }

    /// Tries whether a storage can hold a backup; without a location, the one that holds this device's.
    package func testStorage(
        at location: String?,
        password: SecretBytes?,
        makingFolder: Bool = false
    ) async throws -> StorageTest {
        try await waiting { try $0.testStorage(at: location, password: password, makingFolder: makingFolder) }
    }
}
