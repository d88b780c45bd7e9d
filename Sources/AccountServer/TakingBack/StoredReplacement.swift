import AccountAPI

/// What an account had before one guarded act, or before a device was suspended.
struct StoredReplacement: Sendable {
    let id: String
    /// Counts the acts of an account.
    let number: Int64
    /// The device that did it; nil for a session that belongs to none.
    let actor: ServiceDeviceID?
    /// The actor's place among the devices of the account.
    let actorPlace: Int64
    /// What the actor had shown.
    let shown: Set<EvidenceKind>
    /// Which contacts the actor had shown.
    let contacts: ShownContacts
    /// The credentials there were.
    let password: CredentialID?
    let recoveryCode: CredentialID?
    /// The text of the ``BackupMark`` of the backup there was; nil where that was not noted.
    let backup: String?
    let at: Milliseconds
    /// When the actor last acted again before a state with the same secrets.
    let last: Milliseconds
    let expires: Milliseconds

    /// Whether a device can take the act back: it was settled before, and is older than the actor.
    func isReached(by device: StoredDevice) -> Bool {
        device.place < actorPlace && device.settled.map { $0 <= at } ?? false
    }

    /// The credential of a kind that there was.
    func credential(_ kind: CredentialKind) -> CredentialID? {
        switch kind {
        case .password: password
        case .recoveryCode: recoveryCode
        }
    }
}
