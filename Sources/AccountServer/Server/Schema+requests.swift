extension Schema {
    // `scope` counts what is asked of one name, whether it has an account or not; `account` is null where nobody can
    // answer. `test` is the device whose credential the request tests, and which alone may answer it. `changed` is the
    // last moment at which there was something to tell.
    static let requests = [
        """
        CREATE TABLE sign_in_request (
            id TEXT PRIMARY KEY,
            account TEXT REFERENCES account (id) ON DELETE CASCADE,
            scope TEXT NOT NULL,
            client TEXT NOT NULL,
            test TEXT REFERENCES device (id) ON DELETE CASCADE,
            detail BLOB NOT NULL,
            state TEXT NOT NULL,
            created BIGINT NOT NULL,
            changed BIGINT NOT NULL,
            expires BIGINT NOT NULL,
            answered BIGINT,
            answered_by TEXT,
            answer BLOB,
            consumed BIGINT
        )
        """,
        "CREATE INDEX sign_in_request_scope ON sign_in_request (scope, created)",
        "CREATE INDEX sign_in_request_account ON sign_in_request (account, changed)",
        "CREATE INDEX sign_in_request_changed ON sign_in_request (changed)",
        "CREATE INDEX sign_in_request_expires ON sign_in_request (expires)",
        """
        CREATE TABLE notice (
            id TEXT PRIMARY KEY,
            account TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
            kind TEXT NOT NULL,
            device TEXT,
            about TEXT,
            detail BLOB NOT NULL,
            created BIGINT NOT NULL,
            expires BIGINT NOT NULL
        )
        """,
        "CREATE INDEX notice_account ON notice (account, created)",
        "CREATE INDEX notice_created ON notice (created)",
        "CREATE INDEX notice_expires ON notice (expires)",
        """
        CREATE TABLE notice_shown (
            notice TEXT NOT NULL REFERENCES notice (id) ON DELETE CASCADE,
            device TEXT NOT NULL REFERENCES device (id) ON DELETE CASCADE,
            PRIMARY KEY (notice, device)
        )
        """,
        "CREATE INDEX notice_shown_device ON notice_shown (device)",
        // A notice that still has to go to a contact; `due` is when it is tried next.
        """
        CREATE TABLE notice_delivery (
            notice TEXT NOT NULL REFERENCES notice (id) ON DELETE CASCADE,
            contact TEXT NOT NULL REFERENCES contact (id) ON DELETE CASCADE,
            due BIGINT NOT NULL,
            tries BIGINT NOT NULL,
            PRIMARY KEY (notice, contact)
        )
        """,
        "CREATE INDEX notice_delivery_due ON notice_delivery (due)",
        "CREATE INDEX notice_delivery_contact ON notice_delivery (contact)",
    ]
}
