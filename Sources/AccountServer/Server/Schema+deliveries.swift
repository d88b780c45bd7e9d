extension Schema {
    /// Whose notice a delivery is of, so that accounts take turns however many of them wait.
    static let deliveries = [
        "ALTER TABLE notice_delivery ADD COLUMN account TEXT NOT NULL DEFAULT ''",
        "UPDATE notice_delivery SET account = (SELECT account FROM notice WHERE notice.id = notice_delivery.notice)",
        "CREATE INDEX notice_delivery_account ON notice_delivery (account, due)",
    ]

    /// When an account last had its turn, so that more accounts than are taken at once take turns as well.
    static let turns = ["ALTER TABLE account ADD COLUMN delivery_turn BIGINT NOT NULL DEFAULT 0"]

    /// When the last reminder of a new device goes to the contacts.
    static let reminderMail = ["ALTER TABLE account ADD COLUMN reminder_mail BIGINT NOT NULL DEFAULT 0"]
}
