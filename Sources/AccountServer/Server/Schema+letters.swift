extension Schema {
    /// Letters, the networks that accounts were used from, and who has started a sign-in request.
    ///
    /// A letter's `hash` is keyed; its `code` is there until it was sent, and `due` says when that is tried next.
    /// `account` is null where the name has none: nothing is sent then, and what is kept looks alike.
    static let letters = [
        """
        CREATE TABLE letter (
            id TEXT PRIMARY KEY,
            account TEXT REFERENCES account (id) ON DELETE CASCADE,
            hash BLOB NOT NULL UNIQUE,
            code BLOB,
            due BIGINT,
            deliveries BIGINT NOT NULL,
            tries BIGINT NOT NULL,
            expires BIGINT NOT NULL
        )
        """,
        "ALTER TABLE sign_in_request ADD COLUMN asker TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE sign_in_request ADD COLUMN origin TEXT NOT NULL DEFAULT ''",
        "CREATE INDEX sign_in_request_asker ON sign_in_request (asker, created)",
        "CREATE INDEX sign_in_request_origin ON sign_in_request (origin, changed)",
        "CREATE INDEX letter_account ON letter (account)",
        "CREATE INDEX letter_due ON letter (due)",
        "CREATE INDEX letter_expires ON letter (expires)",
        """
        CREATE TABLE known_networks (
            account TEXT PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
            networks BLOB NOT NULL
        )
        """,
    ]
    /// The language of whoever asked for a letter; null where nobody has said it.
    static let letterLanguages = ["ALTER TABLE letter ADD COLUMN language TEXT"]
}
