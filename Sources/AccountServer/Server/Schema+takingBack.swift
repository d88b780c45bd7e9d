extension Schema {
    /// What a session that takes an account back has done so far; it ends with the session.
    ///
    /// `registration` to `backup_epoch` are of the password that was started, `proof` to `expires` of the code that was
    /// sent to a contact of before, and `contact_shown` is when one was typed.
    static let takingBack = [
        """
        CREATE TABLE taking_back (
            session TEXT PRIMARY KEY REFERENCES session (id) ON DELETE CASCADE,
            registration TEXT,
            credential TEXT,
            backup TEXT,
            backup_epoch BIGINT,
            proof TEXT,
            code BLOB,
            tries BIGINT NOT NULL DEFAULT 0,
            expires BIGINT,
            contact_shown BIGINT
        )
        """
    ]
}
