extension Schema {
    /// What an application may have done as a relying party of OpenID Connect, the sessions of browsers, and tokens.
    ///
    /// Codes and tokens are there as hashes only. A grant is what one sign-in to an application gave; it ends with the
    /// session of the browser, unless the application may act while nobody is there, and with the device.
    static let openID = [
        "ALTER TABLE client ADD COLUMN algorithm TEXT NOT NULL DEFAULT 'RS256'",
        "ALTER TABLE client ADD COLUMN is_public BIGINT NOT NULL DEFAULT 0",
        "ALTER TABLE client ADD COLUMN needs_pkce BIGINT NOT NULL DEFAULT 1",
        "ALTER TABLE client ADD COLUMN needs_consent BIGINT NOT NULL DEFAULT 1",
        "ALTER TABLE client ADD COLUMN may_ask_devices BIGINT NOT NULL DEFAULT 0",
        """
        CREATE TABLE client_redirect (
            client TEXT NOT NULL REFERENCES client (id) ON DELETE CASCADE,
            kind TEXT NOT NULL,
            uri TEXT NOT NULL,
            PRIMARY KEY (client, kind, uri)
        )
        """,
        """
        CREATE TABLE web_session (
            id TEXT PRIMARY KEY,
            account TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
            device TEXT NOT NULL REFERENCES device (id) ON DELETE CASCADE,
            username BLOB NOT NULL,
            level TEXT NOT NULL,
            signed_in BIGINT NOT NULL,
            expires BIGINT NOT NULL
        )
        """,
        "CREATE INDEX web_session_account ON web_session (account)",
        "CREATE INDEX web_session_device ON web_session (device)",
        "CREATE INDEX web_session_expires ON web_session (expires)",
        """
        CREATE TABLE consent (
            account TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
            client TEXT NOT NULL REFERENCES client (id) ON DELETE CASCADE,
            scopes TEXT NOT NULL,
            given BIGINT NOT NULL,
            PRIMARY KEY (account, client)
        )
        """,
        "CREATE INDEX consent_client ON consent (client)",
        """
        CREATE TABLE openid_grant (
            id TEXT PRIMARY KEY,
            client TEXT NOT NULL REFERENCES client (id) ON DELETE CASCADE,
            account TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
            device TEXT NOT NULL REFERENCES device (id) ON DELETE CASCADE,
            session TEXT REFERENCES web_session (id) ON DELETE CASCADE,
            username BLOB NOT NULL,
            scopes TEXT NOT NULL,
            level TEXT NOT NULL,
            signed_in BIGINT NOT NULL,
            expires BIGINT NOT NULL
        )
        """,
        "CREATE INDEX openid_grant_client ON openid_grant (client)",
        "CREATE INDEX openid_grant_account ON openid_grant (account)",
        "CREATE INDEX openid_grant_device ON openid_grant (device)",
        "CREATE INDEX openid_grant_session ON openid_grant (session)",
        "CREATE INDEX openid_grant_expires ON openid_grant (expires)",
        """
        CREATE TABLE openid_code (
            id TEXT PRIMARY KEY,
            parent TEXT NOT NULL REFERENCES openid_grant (id) ON DELETE CASCADE,
            redirect TEXT NOT NULL,
            challenge TEXT,
            nonce TEXT,
            valid_until BIGINT NOT NULL,
            used BIGINT,
            expires BIGINT NOT NULL
        )
        """,
        "CREATE INDEX openid_code_parent ON openid_code (parent)",
        "CREATE INDEX openid_code_expires ON openid_code (expires)",
        """
        CREATE TABLE openid_token (
            id TEXT PRIMARY KEY,
            parent TEXT NOT NULL REFERENCES openid_grant (id) ON DELETE CASCADE,
            kind TEXT NOT NULL,
            used BIGINT,
            expires BIGINT NOT NULL
        )
        """,
        "CREATE INDEX openid_token_parent ON openid_token (parent)",
        "CREATE INDEX openid_token_expires ON openid_token (expires)",
        """
        CREATE TABLE openid_backchannel (
            id TEXT PRIMARY KEY,
            client TEXT NOT NULL REFERENCES client (id) ON DELETE CASCADE,
            request TEXT NOT NULL,
            username BLOB NOT NULL,
            scopes TEXT NOT NULL,
            polled BIGINT NOT NULL,
            pause BIGINT NOT NULL,
            is_early BIGINT NOT NULL DEFAULT 0,
            expires BIGINT NOT NULL
        )
        """,
        "CREATE INDEX openid_backchannel_client ON openid_backchannel (client)",
        "CREATE INDEX openid_backchannel_expires ON openid_backchannel (expires)",
    ]
}
