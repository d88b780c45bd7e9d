package import Encodings
package import Entries
package import Primitives

/// The backup location of this device, its key, and what is known of its newest snapshot.
package struct BackupBinding: Sendable {
    /// The storage, as the user gave it, for example `folder:/media/stick`.
    package var location: String
    /// The storage account's password, where the storage needs one.
    package var storagePassword: SecretBytes?
    /// The personal entry whose sign-in releases the backup key.
    package let recoveryEntry: EntryID
    /// The recovery account at the service: bound into every snapshot.
    package let accountID: Identifier<Named.Account>.Text
    /// What is known of the folder that the snapshots are in; nil for a server, and before the first snapshot.
    package var place: KnownPlace?
    /// Whether the user has just chosen the storage, so that it need not hold any earlier snapshot.
    package var isNewPlace = false
    /// The series of snapshots.
    package let backupID: BackupID
    /// The number of the backup key.
    package var epoch: UInt32
    /// The backup key.
    package var key: SecretBytes
    /// The backup key that is about to follow, kept before the account service may hear of it.
    package var nextEpoch: PendingEpoch?
    /// When the snapshots in the storage were made, by the last part of their names, as far as this device knows.
    package var snapshotTimes: [String: Instant] = [:]
    /// The newest snapshot that this device made or saw; nil before the first.
    package var newest: KnownSnapshot?
    /// The vault's revision that the newest snapshot holds; behind the vault's own while a backup is pending.
    package var backedUpRevision: UInt64?
    /// When the newest snapshot was last read back, opened and compared.
    package var lastVerified: Instant?
    /// Why the last attempt failed: an error code; nil after a success.
    package var problem: String?
    /// What the words of that failure mention: places and numbers, never a secret or a label.
    package var problemValues: [String: String] = [:]
    /// Since when attempts fail; nil after a success.
    package var problemSince: Instant?
    /// Whether the user has stopped automatic backup for a while.
    package var isPaused = false

    /// A binding that has made no snapshot yet.
    package init(
        location: String,
        storagePassword: SecretBytes?,
        recoveryEntry: EntryID,
        accountID: Identifier<Named.Account>.Text,
        backupID: BackupID,
        epoch: UInt32,
        key: SecretBytes
    ) {
        self.location = location
        self.storagePassword = storagePassword
        self.recoveryEntry = recoveryEntry
        self.accountID = accountID
        self.backupID = backupID
        self.epoch = epoch
        self.key = key
    }
}

extension BackupBinding {
    /// Goes over to another backup key; what is known of snapshots under older keys no longer helps.
    package mutating func adopt(epoch: UInt32, key: SecretBytes) {
        self.epoch = epoch
        self.key = key
        nextEpoch = nil
        snapshotTimes = [:]
    }

    /// Forgets why attempts failed: one has succeeded.
    package mutating func clearProblem() {
        problem = nil
        problemValues = [:]
        problemSince = nil
    }
}

/// What a device remembers of the folder that its backup is in, so that another one in its place is noticed.
package struct KnownPlace: Sendable, Equatable {
    /// The file system and the folder's number on it; both may change when a drive is plugged in again.
    package let fileSystem: String
    /// What the first backup wrote into a file there: 32 random hexadecimal digits.
    package let mark: String
    /// What people call it: the name of the drive, or of the folder.
    package let drive: String

    /// A place with all that is known of it.
    package init(fileSystem: String, mark: String, drive: String) {
        self.fileSystem = fileSystem
        self.mark = mark
        self.drive = drive
    }
}

/// A backup key that may have become the backup's without this device having heard of it.
package struct PendingEpoch: Sendable {
    /// The number of the key.
    package let epoch: UInt32
    /// The key.
    package let key: SecretBytes

    /// A key with its number.
    package init(epoch: UInt32, key: SecretBytes) {
        self.epoch = epoch
        self.key = key
    }
}

/// What a device remembers of a snapshot, so that no older one can be passed off as the newest.
package struct KnownSnapshot: Sendable, Equatable {
    /// Its number in the series.
    package let generation: UInt64
    /// The SHA-256 of the whole file.
    package let hash: [UInt8]
    /// How many entries it holds.
    package let entries: Int
    /// When it was made.
    package let made: Instant
    /// Which entries it holds, in short; nil where that is not known.
    package let holding: EntryDigest?

    /// A snapshot as it was made or seen.
    package init(generation: UInt64, hash: [UInt8], entries: Int, made: Instant, holding: EntryDigest? = nil) {
        self.generation = generation
        self.hash = hash
        self.entries = entries
        self.made = made
        self.holding = holding
    }
}
