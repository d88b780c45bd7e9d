package import HTTPTypes

/// Something that happened to an account, told to its other devices and contacts.
package struct AccountNotice: Codable, Sendable, Hashable {
    package let id: NoticeID
    package let kind: NoticeKind
    /// When it happened, milliseconds since 1970.
    package let created: Int64
    /// The device that it is about; it may have been revoked since.
    package let device: ServiceDeviceID?
    /// What that device was called when it happened.
    package let deviceName: String?
    /// What else belongs to it: an application's name, or a contact with most of it hidden.
    package let detail: String?
    /// What the device is called that asked to be confirmed; nil where no device did.
    package let confirms: String?
    /// Whether this device has not shown it yet.
    package let isNew: Bool

    package init(
        id: NoticeID,
        kind: NoticeKind,
        created: Int64,
        device: ServiceDeviceID?,
        deviceName: String?,
        detail: String?,
        confirms: String? = nil,
        isNew: Bool
    ) {
        self.id = id
        self.kind = kind
        self.created = created
        self.device = device
        self.deviceName = deviceName
        self.detail = detail
        self.confirms = confirms
        self.isNew = isNew
    }

    /// The key of what it says, among those that there are words for: a request to confirm a device is no sign-in, and
    /// something may have been done without a device.
    package func key(after prefix: String, where hasWords: (String) -> Bool) -> String {
        let key = "\(prefix).\(kind.rawValue)"
        let own = confirms != nil ? "\(key).confirms" : deviceName == nil ? "\(key).noDevice" : key
        return hasWords(own) ? own : key
    }
}

/// The kinds of notice.
package enum NoticeKind: String, Codable, Sendable, CaseIterable {
    /// A sign-in or an enrollment has added a device.
    case deviceAdded = "device-added"
    /// The password has opened a session that belongs to no device.
    case signedIn = "signed-in"
    /// A recovery has added a device.
    case recovered
    /// A device that signed in to recover the account has removed itself again, as one does whose recovery fails.
    case recoveryUnfinished = "recovery-unfinished"
    /// A device that was added some days ago is still not settled: it settles soon unless someone removes it.
    case deviceUnsettled = "device-unsettled"
    /// A device has got a credential: it answers sign-in requests from now on.
    case credentialMade = "credential-made"
    /// A device has given its credential up: it answers sign-in requests no longer.
    case credentialRemoved = "credential-removed"
    /// A device was revoked.
    case deviceRevoked = "device-revoked"
    /// A device that was not settled had to make room for another one.
    case deviceReplaced = "device-replaced"
    /// A contact was added and verified.
    case contactAdded = "contact-added"
    /// A contact was removed.
    case contactRemoved = "contact-removed"
    /// The password was changed.
    case passwordChanged = "password-changed"
    /// A recovery code was made; it ends an older one.
    case recoveryCodeMade = "recovery-code-made"
    /// The backup key was replaced, or the backup as a whole.
    case backupKeyReplaced = "backup-key-replaced"
    /// The backup was deleted.
    case backupDeleted = "backup-deleted"
    /// The recovery code on paper was used.
    case recoveryCodeUsed = "recovery-code-used"
    /// There were too many sign-in requests: for a while none gets through.
    case requestsMuted = "requests-muted"
    /// A device approved with another number than the sign-in shows.
    case numberMismatched = "number-mismatched"
    /// A device has reported a sign-in request.
    case requestReported = "request-reported"
    /// An older device has undone what another one did to the account.
    case accountTakenBack = "account-taken-back"
    /// An enrollment code was used a second time.
    case enrollmentReused = "enrollment-reused"
}

/// Tells the notices of the account, the newest first.
package enum ListNotices: Endpoint {
    package static let method = HTTPRequest.Method.get
    package static let path = "/v1/notices"
    package static let access = Access.memberSession
    package typealias Request = Nothing

    package struct Response: Codable, Sendable {
        package let notices: [AccountNotice]

        package init(notices: [AccountNotice]) {
            self.notices = notices
        }
    }
}

/// Notes that the session's device has shown notices, so that it need not show them again.
package enum MarkNotices: Endpoint {
    package static let method = HTTPRequest.Method.post
    package static let path = "/v1/notices/shown"
    package static let access = Access.memberSession

    package struct Request: Codable, Sendable {
        /// At most 100.
        package let notices: [NoticeID]

        package init(notices: [NoticeID]) {
            self.notices = notices
        }
    }

    package typealias Response = Nothing
}
