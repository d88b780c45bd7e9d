extension Schema {
    /// Organisations: a member is an account without a credential, and its name is sealed as the organisation's is.
    ///
    /// The code of an enrollment is kept as its SHA-256; `device` is the one that it has added. A line of the log
    /// outlives the member that it is about, so it refers to none.
    static let organizations = [
        "ALTER TABLE account ADD COLUMN kind TEXT NOT NULL DEFAULT 'personal'",
        """
        CREATE TABLE organization (
            id TEXT PRIMARY KEY,
            slug TEXT NOT NULL UNIQUE,
            name BLOB NOT NULL,
            created BIGINT NOT NULL
        )
        """,
        """
        CREATE TABLE member (
            account TEXT PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
            organization TEXT NOT NULL REFERENCES organization (id),
            name BLOB NOT NULL,
            role TEXT NOT NULL,
            added BIGINT NOT NULL
        )
        """,
        "CREATE INDEX member_organization ON member (organization, added)",
        """
        CREATE TABLE enrollment (
            id TEXT PRIMARY KEY,
            code_hash BLOB NOT NULL UNIQUE,
            account TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
            created BIGINT NOT NULL,
            expires BIGINT NOT NULL,
            used BIGINT,
            device TEXT
        )
        """,
        "CREATE INDEX enrollment_account ON enrollment (account)",
        "CREATE INDEX enrollment_expires ON enrollment (expires)",
        """
        CREATE TABLE audit (
            id TEXT PRIMARY KEY,
            organization TEXT NOT NULL REFERENCES organization (id) ON DELETE CASCADE,
            at BIGINT NOT NULL,
            action TEXT NOT NULL,
            actor_kind TEXT NOT NULL,
            actor BLOB,
            subject BLOB,
            device BLOB
        )
        """,
        "CREATE INDEX audit_organization ON audit (organization, at)",
    ]
}
