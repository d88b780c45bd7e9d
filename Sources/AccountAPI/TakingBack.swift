package import HTTPTypes

/// Tells a session that takes an account back what it would undo, and what it still has to show.
package enum ReadTakingBack: Endpoint {
    package static let method = HTTPRequest.Method.get
    package static let path = "/v1/taking-back"
    package static let access = Access.takingBack
    package typealias Request = Nothing

    package struct Response: Codable, Sendable {
        /// What the device that did it is called; nil where no device did, or none that is still there.
        package let actorName: String?
        /// When it did the first thing that would be undone, milliseconds since 1970.
        package let since: Int64
        /// What would be put back.
        package let parts: [TakenPart]
        /// What the other one had shown: such a secret is better replaced.
        package let actorShown: [EvidenceKind]
        /// What counts of what was shown, and what else of before could be.
        package let evidence: EvidenceNeed
        /// Whether that is enough.
        package let isEnough: Bool
        /// The verified contacts of before, masked.
        package let contacts: [ListContacts.Contact]
        /// The backup of before, its key wrapped under the secret that opened the session; nil where there was none, and
        /// before enough was shown.
        package let backup: StoredBackup?

        package init(
            actorName: String?,
            since: Int64,
            parts: [TakenPart],
            actorShown: [EvidenceKind],
            evidence: EvidenceNeed,
            isEnough: Bool,
            contacts: [ListContacts.Contact],
            backup: StoredBackup?
        ) {
            self.actorName = actorName
            self.since = since
            self.parts = parts
            self.actorShown = actorShown
            self.evidence = evidence
            self.isEnough = isEnough
            self.contacts = contacts
            self.backup = backup
        }
    }
}

/// What of an account someone else has replaced.
package enum TakenPart: String, Codable, Sendable, CaseIterable {
    case password
    case recoveryCode = "recovery-code"
    case contacts
    case backup
    /// A device was suspended.
    case devices
}

/// Sends a code to a contact that the account had before.
package enum StartTakingBackProof: Endpoint {
    package static let method = HTTPRequest.Method.post
    package static let path = "/v1/taking-back/proof/start"
    package static let access = Access.takingBack
    package static let sendsMessage = true
    package typealias Request = StartContactProof.Request
    package typealias Response = SentContactCode
}

/// Types the code that a contact of before received.
package enum FinishTakingBackProof: Endpoint {
    package static let method = HTTPRequest.Method.post
    package static let path = "/v1/taking-back/proof/finish"
    package static let access = Access.takingBack
    package typealias Request = FinishContactProof.Request
    package typealias Response = Nothing
}

/// Starts the registration of the password that the account gets when it is taken back.
package enum StartTakingBack: Endpoint {
    package static let method = HTTPRequest.Method.post
    package static let path = "/v1/taking-back/start"
    package static let access = Access.takingBack
    package typealias Request = CredentialChangeStart
    package typealias Response = RegistrationStarted
}

/// Takes the account back in one transaction: what it had before is put back, the new password set, whoever had taken it
/// removed, and every session ended.
///
/// The wrapped key is that of the backup of before, and must be present exactly where ``ReadTakingBack`` tells one.
package enum FinishTakingBack: Endpoint {
    package static let method = HTTPRequest.Method.post
    package static let path = "/v1/taking-back/finish"
    package static let access = Access.takingBack
    package typealias Request = CredentialChangeFinish
    package typealias Response = Nothing
}
