package import Encodings
package import Entries
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
    /// What this device was to an account before, by personal entry.
    package var former: [EntryID: FormerDevice]
    /// The signed-in sessions, by personal or work entry.
    package var sessions: [EntryID: Session]
    /// The key pairs that answer sign-in requests, by the personal or work entry they belong to.
    package var credentials: [EntryID: DeviceCredential]
    /// The entries whose account or device the service no longer knows.
    package var removedAtService: Set<EntryID>
    /// The entries whose account another device has removed this one from: it can be taken back.
    package var suspended: Set<EntryID>
    /// How this device was removed from the accounts of those two, where their services have told.
    package var removals: [EntryID: KnownRemoval]
    /// The authorities of account services that have their own, PEM, by the services' addresses.
    package var authorities: [String: [UInt8]]
    /// From when on the service takes the codes of an entry, where it does not yet.
    package var codesCountFrom: [EntryID: Instant]
    /// How often the code of an entry was asked for.
    package var uses: [EntryID: EntryUse]
    /// The language that was chosen on this device, "auto" for the system's; nil while the settings' own counts.
    package var language: String?
    /// The backup that this device keeps, when it is turned on.
    package var backup: BackupBinding?

    /// A new device without any credential.
    package init(device: DeviceID, deviceName: String) {
        self.device = device
        self.deviceName = deviceName
        codes = [:]
        former = [:]
        sessions = [:]
        credentials = [:]
        removedAtService = []
        suspended = []
        removals = [:]
        authorities = [:]
        codesCountFrom = [:]
        uses = [:]
        backup = nil
    }

    /// The most bytes of one service's authorities, and the most services.
    package static let authoritiesLimit = 65_536
    static let authoritiesCount = 32

    /// Forgets what this device has for an entry: its secret, session and credential.
    package mutating func forget(_ id: EntryID) {
        codes[id] = nil
        former[id] = nil
        sessions[id] = nil
        credentials[id] = nil
        removedAtService.remove(id)
        suspended.remove(id)
        removals[id] = nil
        codesCountFrom[id] = nil
        uses[id] = nil
    }

    /// Gives what this device has for an entry to the same entry under another identifier.
    package mutating func rename(_ id: EntryID, to new: EntryID) {
        codes[new] = codes.removeValue(forKey: id)
        former[new] = former.removeValue(forKey: id)
        sessions[new] = sessions.removeValue(forKey: id)
        credentials[new] = credentials.removeValue(forKey: id)
        codesCountFrom[new] = codesCountFrom.removeValue(forKey: id)
        uses[new] = uses.removeValue(forKey: id)
        removals[new] = removals.removeValue(forKey: id)
        if removedAtService.remove(id) != nil { removedAtService.insert(new) }
        if suspended.remove(id) != nil { suspended.insert(new) }
    }
}

/// The one-time secret that an account service shares with this device only.
package struct DeviceCode: Sendable {
    /// The device at the account service.
    package let serviceDevice: Identifier<Named.Device>.Text
    /// The secret and how it becomes codes.
    package let oneTime: OneTimeSecret

    /// A device's own secret.
    package init(serviceDevice: Identifier<Named.Device>.Text, oneTime: OneTimeSecret) {
        self.serviceDevice = serviceDevice
        self.oneTime = oneTime
    }
}

/// A signed-in session with an account service.
package struct Session: Sendable {
    /// The session at the service.
    package let id: Identifier<Named.Session>.Text
    /// The account at the service.
    package let accountID: Identifier<Named.Account>.Text
    /// Authenticates each request of the session.
    package let requestKey: SecretBytes
    /// Whether a recovery code has opened it, and the new password is still to be set.
    package var needsNewPassword = false

    /// A session as a finished sign-in made it.
    package init(
        id: Identifier<Named.Session>.Text,
        accountID: Identifier<Named.Account>.Text,
        requestKey: SecretBytes
    ) {
        self.id = id
        self.accountID = accountID
        self.requestKey = requestKey
    }
}
