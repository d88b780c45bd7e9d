extension Schema {
    /// Which contacts were shown, and which backup an act or a change of a password has met.
    ///
    /// A row of `contact_shown` has the contacts of which one was shown, or `?` for what was shown before it was noted
    /// which. `contacts` of `replaced` is nothing in rows of before, and counts as then: any contact there was. Likewise
    /// `contacts` of a letter has those that it went to. `backup` of `replaced` tells whether its state is to be opened for
    /// the heads of a backup; it is nothing in rows of before. In `taking_back`, `proof_contact` is where the code that waits was
    /// sent, and `contact` the one that was shown.
    static let shownContacts = [
        """
        CREATE TABLE contact_shown (
            holder TEXT NOT NULL,
            contacts TEXT NOT NULL,
            account TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
            shown BIGINT NOT NULL,
            expires BIGINT NOT NULL,
            PRIMARY KEY (holder, contacts)
        )
        """,
        "CREATE INDEX contact_shown_account ON contact_shown (account)",
        "CREATE INDEX contact_shown_expires ON contact_shown (expires)",
        """
        INSERT INTO contact_shown (holder, contacts, account, shown, expires)
            SELECT holder, '?', account, shown, expires FROM evidence WHERE kind = 'contact'
        """,
        "ALTER TABLE replaced ADD COLUMN contacts TEXT",
        "ALTER TABLE replaced ADD COLUMN backup TEXT",
        "ALTER TABLE letter ADD COLUMN contacts TEXT",
        "ALTER TABLE taking_back ADD COLUMN proof_contact TEXT",
        "ALTER TABLE taking_back ADD COLUMN contact TEXT",
        "ALTER TABLE taking_back ADD COLUMN backup_made TEXT",
        "ALTER TABLE registration ADD COLUMN backup_made TEXT",
        "UPDATE registration SET backup_made = (SELECT made FROM backup WHERE backup.account = registration.account)",
    ]
}
