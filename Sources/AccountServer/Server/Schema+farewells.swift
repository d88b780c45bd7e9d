extension Schema {
    /// The last messages to contacts that are none any more; nothing in a row tells whose they were.
    static let farewells = [
        """
        CREATE TABLE farewell (
            id TEXT PRIMARY KEY,
            occasion TEXT NOT NULL,
            kind TEXT NOT NULL,
            value BLOB NOT NULL,
            language TEXT NOT NULL,
            due BIGINT NOT NULL,
            tries BIGINT NOT NULL DEFAULT 0,
            unheard BIGINT NOT NULL DEFAULT 0
        )
        """,
        "CREATE INDEX farewell_due ON farewell (due)",
    ]
}
