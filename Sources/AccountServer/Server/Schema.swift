import SQLDatabase

/// The tables of the service.
enum Schema {
    /// The history of the tables; a step that was released is never changed.
    static let migrations = [
        SQLMigration(number: 1, statements: first),
        SQLMigration(number: 2, statements: recoveryCodes),
        SQLMigration(number: 3, statements: deviceCredentials),
        SQLMigration(number: 4, statements: contacts),
        SQLMigration(number: 5, statements: organizations),
        SQLMigration(number: 6, statements: requests),
        SQLMigration(number: 7, statements: openID),
        SQLMigration(number: 8, statements: letters),
        SQLMigration(number: 9, statements: applications),
        SQLMigration(number: 10, statements: guardedActs + takingBack),
        SQLMigration(number: 11, statements: boundToSessions),
        SQLMigration(number: 12, statements: heldDevices),
        SQLMigration(number: 13, statements: acts),
        SQLMigration(number: 14, statements: heldCodes),
        SQLMigration(number: 15, statements: shownContacts),
        SQLMigration(number: 16, statements: deliveries),
        SQLMigration(number: 17, statements: turns),
        SQLMigration(number: 18, statements: farewells),
        SQLMigration(number: 19, statements: letterLanguages),
        SQLMigration(number: 20, statements: reminderMail),
        SQLMigration(number: 21, statements: proofLanguages),
        SQLMigration(number: 22, statements: removals),
    ]

    private static let first = [
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

    // A session of before has no credential: it cannot change any, so its device signs in again for that.
    private static let recoveryCodes = [
        "ALTER TABLE session ADD COLUMN credential TEXT",
        "ALTER TABLE session ADD COLUMN credential_kind TEXT NOT NULL DEFAULT 'password'",
        "ALTER TABLE registration ADD COLUMN kind TEXT NOT NULL DEFAULT 'password'",
        "ALTER TABLE backup ADD COLUMN recovery_wrapped_key BLOB",
    ]

    // `confirmed` is null until the device has answered its test request; `last_signed` is the time of its last one.
    private static let deviceCredentials = [
        """
        CREATE TABLE device_credential (
            device TEXT PRIMARY KEY REFERENCES device (id) ON DELETE CASCADE,
            account TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
            public_key BLOB NOT NULL,
            created BIGINT NOT NULL,
            confirmed BIGINT,
            last_signed BIGINT NOT NULL
        )
        """,
        "CREATE INDEX device_credential_account ON device_credential (account)",
    ]
}
