import AccountAPI

/// What an account had before a guarded act: all that an older device can put back.
struct AccountState: Codable, Sendable {
    let password: KeptCredential?
    let recoveryCode: KeptCredential?
    var backup: BackupState?
    /// The verified contacts.
    let contacts: [KeptContact]
    /// What a device put back that took the account back then; nil for any other act, and where it showed neither a contact
    /// nor the recovery code.
    var putBack: PutBack?

    /// The credential of a kind.
    func credential(_ kind: CredentialKind) -> KeptCredential? {
        switch kind {
        case .password: password
        case .recoveryCode: recoveryCode
        }
    }
}

/// What a device that took the account back with a contact or the recovery code put in the place of a state.
///
/// The state is that of whoever was put out: what it had set itself shows nothing to whoever undoes that.
struct PutBack: Codable, Sendable {
    /// The password of before, with which the device took the account back, or whose record it undid.
    let password: CredentialID?
    let recoveryCode: CredentialID?
    let contacts: [KeptContact]
}

/// A credential that was replaced.
struct KeptCredential: Codable, Sendable {
    let id: CredentialID
    let seed: String
    let suite: UInt16
    let record: Bytes
}

/// A verified contact as it was; the address is sealed for its place.
struct KeptContact: Codable, Sendable {
    let id: ContactID
    let kind: ContactKind
    let value: Bytes
    let language: String
    let added: Int64

    /// The contact as it is stored.
    var stored: StoredContact {
        StoredContact(id: id, kind: kind, value: value.bytes, language: language, added: added, isVerified: true)
    }
}
