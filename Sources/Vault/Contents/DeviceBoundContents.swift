package import Crypto
package import Encodings
package import Primitives

/// What never leaves the device: its own secrets, sessions, and the keys and passwords of the backup.
///
/// It has no `Codable` and no snapshot can be made of it; only the vault's own codec stores it.
package struct DeviceBoundContents: Sendable {
    /// This device's name in stamps and snapshots.
    package let device: DeviceID
    /// What people call this device.
    package var deviceName: String
    /// This device's own one-time secrets, by the personal or work entry they belong to.
    package var codes: [EntryID: DeviceCode]
    /// The signed-in sessions, by personal or work entry.
    package var sessions: [EntryID: Session]
    /// The key pairs that answer sign-in requests, by the personal or work entry they belong to.
    package var credentials: [EntryID: DeviceCredential]
    /// The entries whose account or device the service no longer knows.
    package var removedAtService: Set<EntryID>
    /// The entries whose account another device has removed this one from: it can be taken back.
    package var suspended: Set<EntryID>
    /// The authorities of account services that have their own, PEM, by the services' addresses.
    package var authorities: [String: [UInt8]]
    /// From when on the service takes the codes of an entry, where it does not yet.
    package var codesCountFrom: [EntryID: Instant]
    /// The language that was chosen on this device, "auto" for the system's; nil while the settings' own counts.
    package var language: String?
    /// The backup that this device keeps, when it is turned on.
    package var backup: BackupBinding?

    /// A new device without any credential.
    package init(device: DeviceID, deviceName: String) {
        self.device = device
        self.deviceName = deviceName
        codes = [:]
        sessions = [:]
        credentials = [:]
        removedAtService = []
        suspended = []
        authorities = [:]
        codesCountFrom = [:]
        backup = nil
    }

    /// The most bytes of one service's authorities, and the most services.
    package static let authoritiesLimit = 65_536
    static let authoritiesCount = 32

    /// Forgets what this device has for an entry: its secret, session and credential.
    package mutating func forget(_ id: EntryID) {
        codes[id] = nil
        sessions[id] = nil
        credentials[id] = nil
        removedAtService.remove(id)
        suspended.remove(id)
        codesCountFrom[id] = nil
    }

    /// Gives what this device has for an entry to the same entry under another identifier.
    package mutating func rename(_ id: EntryID, to new: EntryID) {
        codes[new] = codes.removeValue(forKey: id)
        sessions[new] = sessions.removeValue(forKey: id)
        credentials[new] = credentials.removeValue(forKey: id)
        codesCountFrom[new] = codesCountFrom.removeValue(forKey: id)
        if removedAtService.remove(id) != nil { removedAtService.insert(new) }
        if suspended.remove(id) != nil { suspended.insert(new) }
    }
}

/// The one-time secret that an account service shares with this device only.
package struct DeviceCode: Sendable {
    /// The device's identifier at the account service, hexadecimal.
    package let serviceDevice: String
    /// The secret and how it becomes codes.
    package let oneTime: OneTimeSecret

    /// A device's own secret.
    package init(serviceDevice: String, oneTime: OneTimeSecret) {
        self.serviceDevice = serviceDevice
        self.oneTime = oneTime
    }
}

/// The key pair with which this device answers the sign-in requests of one account.
///
/// The private half was made on this device and never leaves it: it is in no backup, and only the vault's own codec
/// stores it.
package struct DeviceCredential: Sendable {
    /// The device's identifier at the account service, hexadecimal.
    package let serviceDevice: String
    /// The private half.
    package let key: P256.Signing.PrivateKey
    /// Whether the device has answered its test request; until then the entry is not ready.
    package var isConfirmed: Bool

    /// A key pair of a device.
    package init(serviceDevice: String, key: P256.Signing.PrivateKey, isConfirmed: Bool) {
        self.serviceDevice = serviceDevice
        self.key = key
        self.isConfirmed = isConfirmed
    }
}

extension DeviceCredential: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Says that the key is hidden.
    package var description: String { "DeviceCredential(redacted)" }

    /// Says that the key is hidden.
    package var debugDescription: String { description }

    /// Shows no children.
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// A signed-in session with an account service.
package struct Session: Sendable {
    /// The session's identifier at the service.
    package let id: String
    /// The account's identifier at the service, hexadecimal.
    package let accountID: String
    /// Authenticates each request of the session.
    package let requestKey: SecretBytes

    /// A session as a finished sign-in made it.
    package init(id: String, accountID: String, requestKey: SecretBytes) {
        self.id = id
        self.accountID = accountID
        self.requestKey = requestKey
    }
}

/// The backup location of this device, its key, and what is known of its newest snapshot.
package struct BackupBinding: Sendable {
    /// The storage, as the user gave it, for example `folder:/media/stick`.
    package var location: String
    /// The storage account's password, where the storage needs one.
    package var storagePassword: SecretBytes?
    /// The personal entry whose sign-in releases the backup key.
    package let recoveryEntry: EntryID
    /// The recovery account's identifier at the service, hexadecimal: bound into every snapshot.
    package let accountID: String
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
        accountID: String,
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
    /// Goes over to another backup key; what is known of snapshots under older keys helps no more.
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
