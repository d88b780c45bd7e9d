package import Encodings
package import HTTPTypes

/// What the service knows of the newest snapshot.
///
/// It cannot make one: the MAC's key comes from the backup key.
package struct SnapshotHead: Codable, Sendable, Hashable {
    /// The snapshot's number, from 1.
    package let generation: UInt64
    /// The SHA-256 of the whole snapshot file.
    package let hash: Bytes
    /// The number of the backup key it is sealed under.
    package let epoch: UInt32
    /// HMAC-SHA-256 over the rest, 32 bytes.
    package let mac: Bytes

    package init(generation: UInt64, hash: Bytes, epoch: UInt32, mac: Bytes) {
        self.generation = generation
        self.hash = hash
        self.epoch = epoch
        self.mac = mac
    }
}

/// Reads the wrapped backup key and the head of the account.
package enum ReadBackup: Endpoint {
    package static let method = HTTPRequest.Method.get
    package static let path = "/v1/backup"
    package static let access = Access.limitedSession
    package typealias Request = Nothing

    package struct Response: Codable, Sendable {
        /// Nil where the account has no backup.
        package let backup: StoredBackup?

        package init(backup: StoredBackup?) {
            self.backup = backup
        }
    }
}

/// The service's half of a backup.
package struct StoredBackup: Codable, Sendable {
    package let id: BackupID
    package let epoch: UInt32
    /// The backup key sealed under the export key of the password, or in a limited session of the recovery code,
    /// 72 bytes; nil where that code opens no backup.
    package let wrappedKey: Bytes?
    /// The newest head; nil before the first snapshot.
    package let head: SnapshotHead?
    /// The newest head of a settled device; nil where that is ``head``, or no settled device has made a snapshot.
    package let settledHead: SnapshotHead?
    /// When the backup was deleted, milliseconds since 1970; nil while it is kept.
    package let deleted: Int64?
    /// Until when it can be brought back, milliseconds since 1970.
    package let restorableUntil: Int64?

    package init(
        id: BackupID,
        epoch: UInt32,
        wrappedKey: Bytes?,
        head: SnapshotHead?,
        settledHead: SnapshotHead? = nil,
        deleted: Int64?,
        restorableUntil: Int64?
    ) {
        self.id = id
        self.epoch = epoch
        self.wrappedKey = wrappedKey
        self.head = head
        self.settledHead = settledHead
        self.deleted = deleted
        self.restorableUntil = restorableUntil
    }
}

/// The backup key wrapped under the export key of the recovery code as well.
package struct RecoveryWrap: Codable, Sendable, Hashable {
    /// The credential of the code; refused unless it is the account's present one.
    package let credential: CredentialID
    /// 72 bytes.
    package let wrappedKey: Bytes

    package init(credential: CredentialID, wrappedKey: Bytes) {
        self.credential = credential
        self.wrappedKey = wrappedKey
    }
}

/// Turns backup on for the account: stores the wrapped key of a new backup.
///
/// The session must be one that the account's present password has opened: the key is wrapped under that.
package enum CreateBackup: Endpoint {
    package static let method = HTTPRequest.Method.post
    package static let path = "/v1/backup/create"
    package static let access = Access.session

    package struct Request: Codable, Sendable {
        package let id: BackupID
        package let epoch: UInt32
        /// 72 bytes.
        package let wrappedKey: Bytes
        /// The backup that this one takes the place of; refused where the account has another than named.
        package let replaces: BackupID?
        /// Without it the account's recovery code, if there is one, does not open the new backup.
        package let recovery: RecoveryWrap?

        package init(
            id: BackupID,
            epoch: UInt32,
            wrappedKey: Bytes,
            replaces: BackupID?,
            recovery: RecoveryWrap? = nil
        ) {
            self.id = id
            self.epoch = epoch
            self.wrappedKey = wrappedKey
            self.replaces = replaces
            self.recovery = recovery
        }
    }

    package typealias Response = Nothing
}

/// Makes a new snapshot the newest, if the head is still where the device last saw it.
///
/// The last head of a settled device is kept beside one of a device that is not settled.
package enum AdvanceHead: Endpoint {
    package static let method = HTTPRequest.Method.post
    package static let path = "/v1/backup/head"
    package static let access = Access.limitedSession

    package struct Request: Codable, Sendable {
        package let id: BackupID
        /// The generation that the new one follows; 0 for the first.
        package let previous: UInt64
        package let head: SnapshotHead

        package init(id: BackupID, previous: UInt64, head: SnapshotHead) {
            self.id = id
            self.previous = previous
            self.head = head
        }
    }

    package typealias Response = Nothing
}

/// Makes a new snapshot the newest and its new backup key the backup's, if the head is still where the device last
/// saw it: the keys wrapped before are gone in the same transaction, and with them whatever they opened.
///
/// The session must be one that the account's present password has opened: the key is wrapped under that.
package enum AdvanceEpoch: Endpoint {
    package static let method = HTTPRequest.Method.post
    package static let path = "/v1/backup/epoch"
    package static let access = Access.session

    package struct Request: Codable, Sendable {
        package let id: BackupID
        /// The generation that the new one follows.
        package let previous: UInt64
        /// The new head; its epoch is the one after the backup's.
        package let head: SnapshotHead
        /// The new backup key, 72 bytes.
        package let wrappedKey: Bytes
        /// Without it the account's recovery code, if there is one, opens no backup from then on.
        package let recovery: RecoveryWrap?

        package init(
            id: BackupID,
            previous: UInt64,
            head: SnapshotHead,
            wrappedKey: Bytes,
            recovery: RecoveryWrap?
        ) {
            self.id = id
            self.previous = previous
            self.head = head
            self.wrappedKey = wrappedKey
            self.recovery = recovery
        }
    }

    package typealias Response = Nothing
}

/// Deletes the backup; it can be brought back for 30 days.
package enum DeleteBackup: Endpoint {
    package static let method = HTTPRequest.Method.post
    package static let path = "/v1/backup/delete"
    package static let access = Access.session

    package struct Request: Codable, Sendable {
        package let id: BackupID

        package init(id: BackupID) {
            self.id = id
        }
    }

    package struct Response: Codable, Sendable {
        /// Milliseconds since 1970.
        package let restorableUntil: Int64

        package init(restorableUntil: Int64) {
            self.restorableUntil = restorableUntil
        }
    }
}

/// Brings a deleted backup back.
package enum RestoreBackup: Endpoint {
    package static let method = HTTPRequest.Method.post
    package static let path = "/v1/backup/restore"
    package static let access = Access.session
    package typealias Request = DeleteBackup.Request
    package typealias Response = Nothing
}
