import AccountAPI
import SQLDatabase

/// What an account had before a guarded act: all that an older device can put back.
struct AccountState: Codable, Sendable {
    let password: KeptCredential?
    let recoveryCode: KeptCredential?
    let backup: KeptBackup?
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

/// The service's half of a backup as it was.
struct KeptBackup: Codable, Sendable {
    let id: ServiceBackupID
    let epoch: UInt32
    let wrappedKey: Bytes
    let recoveryWrappedKey: Bytes?
    let generation: Int64
    let hash: Bytes?
    let mac: Bytes?
    let deleted: Int64?
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

/// Reads and puts back what an account has.
struct AccountStateStore {
    /// The transaction that the statements run in.
    let transaction: any SQLTransaction

    /// What the account has now.
    func state(of account: AccountID, now: Milliseconds) throws -> AccountState {
        AccountState(
            password: try credential(.password, of: account),
            recoveryCode: try credential(.recoveryCode, of: account),
            backup: try backup(of: account),
            contacts: try ContactStore(transaction: transaction).contacts(of: account, now: now)
                .filter(\.isVerified).map { contact in
                    KeptContact(
                        id: contact.id,
                        kind: contact.kind,
                        value: Bytes(contact.value),
                        language: contact.language,
                        added: contact.added
                    )
                }
        )
    }

    /// Puts the contacts back that there were, and no others.
    func restore(_ contacts: [KeptContact], of account: AccountID, now: Milliseconds) throws {
        let kept = Set(contacts.map(\.id))
        let store = ContactStore(transaction: transaction)
        let present = try store.contacts(of: account, now: now)
        for contact in present where !kept.contains(contact.id) {
            try store.delete(contact.id)
        }
        for contact in contacts where !present.contains(where: { $0.id == contact.id }) {
            try store.insert(contact.stored, of: account, expires: now)
        }
        for contact in contacts {
            try store.verify(contact.id, now: now)
        }
    }

    /// Puts the backup back that there was; a head that has moved on under the same key stays.
    ///
    /// `wrappedKey` is the key wrapped under the new password.
    func restore(_ backup: KeptBackup?, of account: AccountID, wrappedKey: [UInt8]?) throws {
        guard let backup, let wrappedKey else {
            // One that was made since is wrapped under a password that is gone.
            return try transaction.execute("DELETE FROM backup WHERE account = $1", [account.sql])
        }
        let code = backup.recoveryWrappedKey.map { SQLValue.blob($0.bytes) } ?? .null
        let row = try transaction.row(
            """
            UPDATE backup SET wrapped_key = $4, recovery_wrapped_key = $5, deleted = $6
            WHERE account = $1 AND id = $2 AND epoch = $3 RETURNING id
            """,
            [
                account.sql, backup.id.sql, .integer(Int64(backup.epoch)), .blob(wrappedKey), code,
                .integer(backup.deleted),
            ]
        )
        guard row == nil else { return }
        try transaction.execute("DELETE FROM backup WHERE account = $1", [account.sql])
        try transaction.execute(
            """
            INSERT INTO backup (account, id, epoch, wrapped_key, recovery_wrapped_key, generation, hash, mac, deleted)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """,
            [
                account.sql, backup.id.sql, .integer(Int64(backup.epoch)), .blob(wrappedKey), code,
                .integer(backup.generation), backup.hash.map { .blob($0.bytes) } ?? .null,
                backup.mac.map { .blob($0.bytes) } ?? .null, .integer(backup.deleted),
            ]
        )
    }

    /// Puts the recovery code back that there was, or takes one away that was made since.
    func restore(_ code: KeptCredential?, of account: AccountID, now: Milliseconds) throws {
        guard code?.id != (try credential(.recoveryCode, of: account)?.id) else { return }
        let kind = CredentialKind.recoveryCode
        guard let code else {
            return try transaction.execute(
                "DELETE FROM credential WHERE account = $1 AND kind = $2",
                [account.sql, .text(kind.rawValue)]
            )
        }
        try RegistrationStore(transaction: transaction).replaceCredential(
            of: account,
            with: NewCredential(
                id: code.id,
                kind: kind,
                seed: code.seed,
                suite: code.suite,
                record: code.record.bytes
            ),
            now: now
        )
    }

    private func credential(_ kind: CredentialKind, of account: AccountID) throws -> KeptCredential? {
        let sql = "SELECT * FROM credential WHERE account = $1 AND kind = $2"
        return try transaction.row(sql, [account.sql, .text(kind.rawValue)]).map { row in
            KeptCredential(
                id: try row.id("id"),
                seed: try row.text("seed"),
                suite: UInt16(truncatingIfNeeded: try row.integer("suite")),
                record: Bytes(try row.blob("record"))
            )
        }
    }

    private func backup(of account: AccountID) throws -> KeptBackup? {
        try transaction.row("SELECT * FROM backup WHERE account = $1", [account.sql]).map { row in
            KeptBackup(
                id: try row.id("id"),
                epoch: UInt32(truncatingIfNeeded: try row.integer("epoch")),
                wrappedKey: Bytes(try row.blob("wrapped_key")),
                recoveryWrappedKey: try row.optionalBlob("recovery_wrapped_key").map { Bytes($0) },
                generation: try row.integer("generation"),
                hash: try row.optionalBlob("hash").map { Bytes($0) },
                mac: try row.optionalBlob("mac").map { Bytes($0) },
                deleted: try row.optionalInteger("deleted")
            )
        }
    }
}
