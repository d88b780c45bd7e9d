import AccountAPI
import SQLDatabase

/// Reads and puts back what an account has.
struct AccountStateStore {
    /// The transaction that the statements run in.
    let transaction: any SQLTransaction

    /// What the account has now.
    func state(of account: AccountID, now: Milliseconds) throws -> AccountState {
        AccountState(
            password: try credential(.password, of: account),
            recoveryCode: try credential(.recoveryCode, of: account),
            backup: try BackupStateStore(transaction: transaction).backup(of: account),
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
}
