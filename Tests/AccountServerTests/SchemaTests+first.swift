/// The first schema that was released, as it was.
extension SchemaTests {
    /// The tables as the first version made them.
    static let first = [
        """
        CREATE TABLE service (name TEXT PRIMARY KEY, value TEXT NOT NULL)
        """,
        """
        CREATE TABLE account (id TEXT PRIMARY KEY, login BLOB NOT NULL UNIQUE, created BIGINT NOT NULL)
        """,
        """
        CREATE TABLE credential (
            id TEXT PRIMARY KEY,
            account TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
            kind TEXT NOT NULL,
            seed TEXT NOT NULL,
            suite BIGINT NOT NULL,
            record BLOB NOT NULL,
            created BIGINT NOT NULL,
            UNIQUE (account, kind)
        )
        """,
        """
        CREATE TABLE registration (
            id TEXT PRIMARY KEY,
            account TEXT REFERENCES account (id) ON DELETE CASCADE,
            login BLOB,
            credential TEXT NOT NULL,
            backup TEXT,
            backup_epoch BIGINT,
            expires BIGINT NOT NULL
        )
        """,
        "CREATE INDEX registration_expires ON registration (expires)",
        """
        CREATE TABLE sign_in (id TEXT PRIMARY KEY, state BLOB NOT NULL, expires BIGINT NOT NULL)
        """,
        "CREATE INDEX sign_in_expires ON sign_in (expires)",
        """
        CREATE TABLE attempt (
            scope TEXT NOT NULL,
            starts BIGINT NOT NULL,
            count BIGINT NOT NULL,
            expires BIGINT NOT NULL,
            PRIMARY KEY (scope, starts)
        )
        """,
        "CREATE INDEX attempt_expires ON attempt (expires)",
        """
        CREATE TABLE device (
            id TEXT PRIMARY KEY,
            account TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
            name BLOB NOT NULL,
            secret BLOB NOT NULL,
            last_step BIGINT NOT NULL,
            added BIGINT NOT NULL,
            last_used BIGINT NOT NULL
        )
        """,
        "CREATE INDEX device_account ON device (account)",
        """
        CREATE TABLE session (
            id TEXT PRIMARY KEY,
            account TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
            device TEXT REFERENCES device (id) ON DELETE CASCADE,
            request_key BLOB NOT NULL,
            counter BIGINT NOT NULL,
            expires BIGINT NOT NULL
        )
        """,
        "CREATE INDEX session_account ON session (account)",
        "CREATE INDEX session_device ON session (device)",
        "CREATE INDEX session_expires ON session (expires)",
        """
        CREATE TABLE backup (
            account TEXT PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
            id TEXT NOT NULL,
            epoch BIGINT NOT NULL,
            wrapped_key BLOB NOT NULL,
            generation BIGINT NOT NULL,
            hash BLOB,
            mac BLOB,
            deleted BIGINT
        )
        """,
        "CREATE INDEX backup_deleted ON backup (deleted)",
        """
        CREATE TABLE client (id TEXT PRIMARY KEY, name TEXT NOT NULL, secret BLOB NOT NULL, created BIGINT NOT NULL)
        """,
    ]
}
