extension Schema {
    // A contact expires unless it is verified. `code` is null once the proof is finished.
    static let contacts = [
        """
        CREATE TABLE contact (
            id TEXT PRIMARY KEY,
            account TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
            kind TEXT NOT NULL,
            value BLOB NOT NULL,
            language TEXT NOT NULL,
            added BIGINT NOT NULL,
            verified BIGINT,
            expires BIGINT
        )
        """,
        "CREATE INDEX contact_account ON contact (account)",
        "CREATE INDEX contact_expires ON contact (expires)",
        """
        CREATE TABLE contact_proof (
            id TEXT PRIMARY KEY,
            account TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
            session TEXT NOT NULL REFERENCES session (id) ON DELETE CASCADE,
            contact TEXT NOT NULL REFERENCES contact (id) ON DELETE CASCADE,
            code BLOB,
            tries BIGINT NOT NULL,
            expires BIGINT NOT NULL
        )
        """,
        "CREATE INDEX contact_proof_account ON contact_proof (account)",
        "CREATE INDEX contact_proof_session ON contact_proof (session)",
        "CREATE INDEX contact_proof_contact ON contact_proof (contact)",
        "CREATE INDEX contact_proof_expires ON contact_proof (expires)",
    ]

    /// The language of whoever asked for a code, which is the contact's once it was typed; null for one of before.
    static let proofLanguages = ["ALTER TABLE contact_proof ADD COLUMN language TEXT"]
}
