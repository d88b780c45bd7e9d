package import Encodings

extension ExportAccount {
    /// An address or number, in full.
    package struct Contact: Codable, Sendable {
        package let kind: ContactKind
        package let value: String
        package let language: String
        package let added: Int64
        package let isVerified: Bool

        package init(kind: ContactKind, value: String, language: String, added: Int64, isVerified: Bool) {
            self.kind = kind
            self.value = value
            self.language = language
            self.added = added
            self.isVerified = isVerified
        }
    }

    /// A device, even a suspended one.
    package struct Device: Codable, Sendable {
        package let id: ServiceDeviceID
        package let name: String
        package let added: Int64
        package let lastUsed: Int64
        /// When it settled; nil before.
        package let settled: Int64?
        /// When a younger device suspended it; nil for one that counts.
        package let suspended: Int64?
        package let answersSignInRequests: Bool

        package init(
            id: ServiceDeviceID,
            name: String,
            added: Int64,
            lastUsed: Int64,
            settled: Int64?,
            suspended: Int64?,
            answersSignInRequests: Bool
        ) {
            self.id = id
            self.name = name
            self.added = added
            self.lastUsed = lastUsed
            self.settled = settled
            self.suspended = suspended
            self.answersSignInRequests = answersSignInRequests
        }
    }

    /// A browser that is signed in.
    package struct BrowserSession: Codable, Sendable {
        /// The user name as it was typed there.
        package let username: String
        package let device: ServiceDeviceID
        package let signedIn: Int64
        package let expires: Int64

        package init(username: String, device: ServiceDeviceID, signedIn: Int64, expires: Int64) {
            self.username = username
            self.device = device
            self.signedIn = signedIn
            self.expires = expires
        }
    }

    /// An application that the person has let sign in.
    package struct Application: Codable, Sendable {
        package let name: String
        package let scopes: [String]
        package let given: Int64

        package init(name: String, scopes: [String], given: Int64) {
            self.name = name
            self.scopes = scopes
            self.given = given
        }
    }

    /// A sign-in request that was shown.
    package struct SignInRequest: Codable, Sendable {
        package let application: String
        package let place: String
        package let message: String?
        package let state: String
        package let created: Int64

        package init(application: String, place: String, message: String?, state: String, created: Int64) {
            self.application = application
            self.place = place
            self.message = message
            self.state = state
            self.created = created
        }
    }

    /// What happened to the account.
    package struct Notice: Codable, Sendable {
        package let kind: NoticeKind
        package let created: Int64
        package let deviceName: String?
        package let detail: String?
        /// What the device was called that asked to be confirmed; nil where none did.
        package let confirms: String?

        package init(kind: NoticeKind, created: Int64, deviceName: String?, detail: String?, confirms: String? = nil) {
            self.kind = kind
            self.created = created
            self.deviceName = deviceName
            self.detail = detail
            self.confirms = confirms
        }
    }

    /// The service's half of a backup, without its key.
    package struct Backup: Codable, Sendable {
        package let id: BackupID
        package let epoch: UInt32
        /// The newest snapshot's number; nil before the first.
        package let generation: UInt64?
        package let deleted: Int64?

        package init(id: BackupID, epoch: UInt32, generation: UInt64?, deleted: Int64?) {
            self.id = id
            self.epoch = epoch
            self.generation = generation
            self.deleted = deleted
        }
    }

    /// A change that an older device could undo: what the account had before is kept with it.
    package struct Kept: Codable, Sendable {
        package let at: Int64
        package let expires: Int64
        package let device: ServiceDeviceID?

        package init(at: Int64, expires: Int64, device: ServiceDeviceID?) {
            self.at = at
            self.expires = expires
            self.device = device
        }
    }

    /// How a device was removed, which it is told when it asks.
    package struct Removal: Codable, Sendable {
        /// The name of a ``DeviceRemoval/Kind``, or one that only a newer service knows.
        package let kind: String
        package let at: Int64
        package let expires: Int64
        /// The name of the device that did it, where the removed one is told it.
        package let by: String?

        package init(kind: String, at: Int64, expires: Int64, by: String?) {
            self.kind = kind
            self.at = at
            self.expires = expires
            self.by = by
        }
    }
}
