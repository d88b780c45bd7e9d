extension Schema {
    /// How devices were removed recently, for those that still ask with what they had then.
    ///
    /// `session` with its key, and `public_key` of the credential, show that it is the device which asks; a suspended
    /// device still has both. The name is sealed as that of the device `actor`, and nothing where the device is not
    /// told it.
    static let removals = [
        """
        CREATE TABLE removal (
            device TEXT PRIMARY KEY,
            account TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
            kind TEXT NOT NULL,
            actor TEXT,
            actor_name BLOB,
            session TEXT,
            request_key BLOB,
            public_key BLOB,
            at BIGINT NOT NULL,
            expires BIGINT NOT NULL
        )
        """,
        "CREATE INDEX removal_account ON removal (account)",
        "CREATE INDEX removal_session ON removal (session)",
        "CREATE INDEX removal_expires ON removal (expires)",
    ]
}
