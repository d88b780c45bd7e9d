import AccountAPI

/// What an account had before a guarded act: all that an older device can put back.
struct AccountState: Codable, Sendable {
    let password: KeptCredential?
    let recoveryCode: KeptCredential?
    var backup: KeptBackup?
    /// The verified contacts.
    let contacts: [KeptContact]

    /// The credential of a kind.
    func credential(_ kind: CredentialKind) -> KeptCredential? {
        switch kind {
        case .password: password
        case .recoveryCode: recoveryCode
        }
    }
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
