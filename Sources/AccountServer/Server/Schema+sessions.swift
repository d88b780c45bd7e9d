extension Schema {
    /// A change of a credential belongs to the session that began it, and what shows a secret of before has a time.
    ///
    /// `replaced_mail` is when the last message of a new device that was pushed out goes to the contacts. `unheard` counts the tries in a row to send a notice or letter that were not heard of again.
    static let boundToSessions = [
        "ALTER TABLE registration ADD COLUMN session TEXT REFERENCES session (id) ON DELETE CASCADE",
        "CREATE INDEX registration_session ON registration (session)",
        "ALTER TABLE taking_back ADD COLUMN secret_shown BIGINT",
        "ALTER TABLE notice_delivery ADD COLUMN unheard BIGINT NOT NULL DEFAULT 0",
        "ALTER TABLE account ADD COLUMN replaced_mail BIGINT NOT NULL DEFAULT 0",
        "ALTER TABLE letter ADD COLUMN unheard BIGINT NOT NULL DEFAULT 0",
    ]
}
