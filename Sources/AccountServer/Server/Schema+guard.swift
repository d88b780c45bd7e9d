extension Schema {
    /// Until when a device waits of which nobody could be reminded in time.
    static let heldDevices = ["ALTER TABLE device ADD COLUMN held BIGINT"]

    /// Until when the codes of such a device do not count: they wait for less than the device does.
    static let heldCodes = [
        "ALTER TABLE device ADD COLUMN codes_held BIGINT",
        "UPDATE device SET codes_held = held",
    ]

    /// What evidence and the acts of a device need to be kept right.
    ///
    /// `last` of `replaced` is when its actor acted again before the same state, and `made` of a backup tells one from
    /// another under the same identifier. What a device had shown by then went a month later, and stays now.
    static let acts = [
        "ALTER TABLE replaced ADD COLUMN last BIGINT",
        "ALTER TABLE backup ADD COLUMN made TEXT",
        "UPDATE evidence SET expires = \(Int64.max) WHERE holder IN (SELECT id FROM device)",
    ]

    /// Evidence, settled and suspended devices, and what guarded acts have replaced.
    ///
    /// `place` orders the devices of an account; those of before are all settled. The holder of evidence is a device,
    /// a session that belongs to none, or a browser's. A row of `replaced` holds what the account had before an act.
    /// `remind` is when to look whether a new device is to be told of again; `device_mail` is when the last message of
    /// a new device goes to the contacts. `head_by` is the new device, or the session without one, that has moved the
    /// head: the last head of a settled device stands beside its own.
    static let guardedActs = [
        "ALTER TABLE account ADD COLUMN devices_made BIGINT NOT NULL DEFAULT 0",
        "UPDATE account SET devices_made = 1 + (SELECT count(*) FROM device WHERE device.account = account.id)",
        "ALTER TABLE device ADD COLUMN place BIGINT NOT NULL DEFAULT 0",
        """
        UPDATE device SET place = (
            SELECT count(*) FROM device AS other WHERE other.account = device.account
                AND (other.added < device.added OR (other.added = device.added AND other.id <= device.id))
        )
        """,
        "ALTER TABLE device ADD COLUMN settled BIGINT",
        "UPDATE device SET settled = added",
        "ALTER TABLE device ADD COLUMN reminders BIGINT NOT NULL DEFAULT 0",
        "ALTER TABLE device ADD COLUMN remind BIGINT",
        "CREATE INDEX device_remind ON device (remind)",
        "ALTER TABLE account ADD COLUMN device_mail BIGINT NOT NULL DEFAULT 0",
        "CREATE INDEX device_settled ON device (settled, added)",
        "ALTER TABLE device ADD COLUMN suspended BIGINT",
        "ALTER TABLE device ADD COLUMN suspended_by TEXT",
        "CREATE INDEX device_suspended ON device (suspended)",
        """
        CREATE TABLE evidence (
            holder TEXT NOT NULL,
            kind TEXT NOT NULL,
            account TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
            shown BIGINT NOT NULL,
            is_void BIGINT NOT NULL DEFAULT 0,
            expires BIGINT NOT NULL,
            PRIMARY KEY (holder, kind)
        )
        """,
        "CREATE INDEX evidence_account ON evidence (account)",
        "CREATE INDEX evidence_expires ON evidence (expires)",
        """
        CREATE TABLE replaced (
            id TEXT PRIMARY KEY,
            account TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
            number BIGINT NOT NULL,
            actor TEXT,
            actor_place BIGINT NOT NULL,
            shown TEXT NOT NULL,
            password TEXT,
            recovery_code TEXT,
            state BLOB NOT NULL,
            at BIGINT NOT NULL,
            expires BIGINT NOT NULL
        )
        """,
        "CREATE INDEX replaced_account ON replaced (account, number)",
        "CREATE INDEX replaced_expires ON replaced (expires)",
        "ALTER TABLE session ADD COLUMN is_taking_back BIGINT NOT NULL DEFAULT 0",
        "ALTER TABLE backup ADD COLUMN head_by TEXT",
        "ALTER TABLE backup ADD COLUMN settled_generation BIGINT",
        "ALTER TABLE backup ADD COLUMN settled_hash BLOB",
        "ALTER TABLE backup ADD COLUMN settled_mac BLOB",
        """
        CREATE TABLE browser_proof (
            browser TEXT PRIMARY KEY REFERENCES web_session (id) ON DELETE CASCADE,
            contact TEXT NOT NULL REFERENCES contact (id) ON DELETE CASCADE,
            code BLOB NOT NULL,
            tries BIGINT NOT NULL,
            expires BIGINT NOT NULL
        )
        """,
        "CREATE INDEX browser_proof_contact ON browser_proof (contact)",
        "CREATE INDEX browser_proof_expires ON browser_proof (expires)",
        "CREATE TABLE retired_login (login BLOB PRIMARY KEY, retired BIGINT NOT NULL)",
    ]
}
