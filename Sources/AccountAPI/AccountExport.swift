package import HTTPTypes

/// Tells all that the service holds of a person, but for secrets; a guarded act.
///
/// Moments are milliseconds since 1970.
package enum ExportAccount: Endpoint {
    package static let method = HTTPRequest.Method.get
    package static let path = "/v1/account/export"
    package static let access = Access.session
    package typealias Request = Nothing

    package struct Response: Codable, Sendable {
        /// The version of these fields.
        package var version = 1
        package let exported: Int64
        package let account: AccountID
        package let created: Int64
        /// When the password was set.
        package let passwordSet: Int64?
        /// When the recovery code was made; nil where there is none.
        package let recoveryCodeMade: Int64?
        package let contacts: [Contact]
        package let devices: [Device]
        package let browserSessions: [BrowserSession]
        package let applications: [Application]
        package let signInRequests: [SignInRequest]
        package let notices: [Notice]
        /// Nil where there is none.
        package let backup: Backup?
        /// The changes that an older device could undo.
        package let kept: [Kept]
        /// How devices were removed in the last 30 days; nil of a service from before it was noted.
        package let removals: [Removal]?

        package init(
            exported: Int64,
            account: AccountID,
            created: Int64,
            passwordSet: Int64?,
            recoveryCodeMade: Int64?,
            contacts: [Contact],
            devices: [Device],
            browserSessions: [BrowserSession],
            applications: [Application],
            signInRequests: [SignInRequest],
            notices: [Notice],
            backup: Backup?,
            kept: [Kept],
            removals: [Removal]?
        ) {
            self.exported = exported
            self.account = account
            self.created = created
            self.passwordSet = passwordSet
            self.recoveryCodeMade = recoveryCodeMade
            self.contacts = contacts
            self.devices = devices
            self.browserSessions = browserSessions
            self.applications = applications
            self.signInRequests = signInRequests
            self.notices = notices
            self.backup = backup
            self.kept = kept
            self.removals = removals
        }
    }
}
