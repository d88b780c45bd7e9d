extension Schema {
    /// A change of a credential belongs to the session that began it, and showing an earlier secret has a time.
    ///
    /// `replaced_mail` is when the contacts are next told of a new device that had to make room. `unheard` counts the tries in
    /// a row to send a notice or letter whose outcome is not known.
    static let boundToSessions = [
        "ALTER TABLE registration ADD COLUMN session TEXT REFERENCES session (id) ON DELETE CASCADE",
        "CREATE INDEX registration_session ON registration (session)",
        "ALTER TABLE taking_back ADD COLUMN secret_shown BIGINT",
        "ALTER TABLE notice_delivery ADD COLUMN unheard BIGINT NOT NULL DEFAULT 0",
        "ALTER TABLE account ADD COLUMN replaced_mail BIGINT NOT NULL DEFAULT 0",
        "ALTER TABLE letter ADD COLUMN unheard BIGINT NOT NULL DEFAULT 0",
    ]
}
