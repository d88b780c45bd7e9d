import AccountAPI
import Encodings
import SQLDatabase

/// A device as it is stored.
struct StoredDevice: Sendable {
    let id: ServiceDeviceID
    let account: AccountID
    /// Its sealed name.
    let name: [UInt8]
    /// Its sealed one-time secret.
    let secret: [UInt8]
    /// The newest time step of which a code was accepted.
    let lastStep: Int64
    let added: Milliseconds
    let lastUsed: Milliseconds
    /// Its place among the devices that the account ever had, from 1.
    var place: Int64 = 0
    /// When it settled; nil before.
    var settled: Milliseconds?
    /// How often it was told of after the day on which it was added.
    var reminders: Int64 = 0
    /// When to look whether it is to be told of again.
    var remind: Milliseconds?
    /// Before which moment it does not settle, because others are told of it late; nil where they were told in time.
    var held: Milliseconds?
    /// The same of its codes.
    var codesHeld: Milliseconds?
    /// When a younger device removed it; nil for one that counts.
    var suspended: Milliseconds?
    /// The device that did; nil where it was someone without one.
    var suspendedBy: ServiceDeviceID?
}

/// The devices.
struct DeviceStore {
    /// The transaction that the statements run in.
    let transaction: any SQLTransaction

    /// Keeps a new device.
    func insert(_ device: StoredDevice) throws {
        try transaction.execute(
            """
            INSERT INTO device (id, account, name, secret, last_step, added, last_used, place, settled, remind)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            """,
            [
                device.id.sql, device.account.sql, .blob(device.name), .blob(device.secret),
                .integer(device.lastStep), .integer(device.added), .integer(device.lastUsed),
                .integer(device.place), .integer(device.settled), .integer(device.remind),
            ]
        )
    }

    /// The place of the next device of an account, which no other device ever gets.
    func takePlace(in account: AccountID) throws -> Int64 {
        let sql = "UPDATE account SET devices_made = devices_made + 1 WHERE id = $1 RETURNING devices_made"
        guard let row = try transaction.row(sql, [account.sql]) else {
            throw SQLDatabaseError.unexpectedColumn("devices_made")
        }
        return try row.integer("devices_made")
    }

    /// The device with an identifier, suspended ones left out.
    func device(_ id: ServiceDeviceID) throws -> StoredDevice? {
        let device = try anyDevice(id)
        return device?.suspended == nil ? device : nil
    }

    /// The device with an identifier, even a suspended one.
    func anyDevice(_ id: ServiceDeviceID) throws -> StoredDevice? {
        try transaction.row("SELECT * FROM device WHERE id = $1", [id.sql]).map(Self.device)
    }

    /// The device with an identifier, even a suspended one, if it is one of the account with this name.
    func device(_ id: ServiceDeviceID, login: [UInt8]) throws -> StoredDevice? {
        let sql = """
            SELECT device.* FROM device JOIN account ON account.id = device.account
            WHERE device.id = $1 AND account.login = $2
            """
        return try transaction.row(sql, [id.sql, .blob(login)]).map(Self.device)
    }

    /// The devices of an account, the oldest first.
    func devices(of account: AccountID) throws -> [StoredDevice] {
        let sql = "SELECT * FROM device WHERE account = $1 AND suspended IS NULL ORDER BY place, id"
        return try transaction.rows(sql, [account.sql]).map(Self.device)
    }

    /// The suspended devices of an account, the settled ones and then the oldest first.
    func suspended(of account: AccountID) throws -> [StoredDevice] {
        let sql = """
            SELECT * FROM device WHERE account = $1 AND suspended IS NOT NULL
            ORDER BY CASE WHEN settled IS NULL THEN 1 ELSE 0 END, place, id
            """
        return try transaction.rows(sql, [account.sql]).map(Self.device)
    }

    /// The devices of the account with a name.
    func devices(login: [UInt8]) throws -> [StoredDevice] {
        let sql = """
            SELECT device.* FROM device JOIN account ON account.id = device.account
            WHERE account.login = $1 AND device.suspended IS NULL
            """
        return try transaction.rows(sql, [.blob(login)]).map(Self.device)
    }

    /// Uses a time step up; false if it, or a later one, was used before.
    func advance(_ id: ServiceDeviceID, step: Int64) throws -> Bool {
        let row = try transaction.row(
            "UPDATE device SET last_step = $2 WHERE id = $1 AND last_step < $2 RETURNING id",
            [id.sql, .integer(step)]
        )
        return row != nil
    }

    /// Puts another sealed secret in the place of the one that the device had.
    func set(_ id: ServiceDeviceID, secret: [UInt8]) throws {
        try transaction.execute("UPDATE device SET secret = $2 WHERE id = $1", [id.sql, .blob(secret)])
    }

    /// Notes when a device was last used.
    func use(_ id: ServiceDeviceID, at now: Milliseconds) throws {
        try transaction.execute("UPDATE device SET last_used = $2 WHERE id = $1", [id.sql, .integer(now)])
    }

    /// Keeps another sealed name of a device.
    func rename(_ id: ServiceDeviceID, to name: [UInt8]) throws {
        try transaction.execute("UPDATE device SET name = $2 WHERE id = $1", [id.sql, .blob(name)])
    }

    /// Notes that a device has settled.
    func settle(_ id: ServiceDeviceID, at now: Milliseconds) throws {
        try transaction.execute("UPDATE device SET settled = $2, remind = NULL WHERE id = $1", [id.sql, .integer(now)])
    }

    /// Some of the devices that are not settled and may be to be told of again, the longest waiting first.
    func toRemind(at now: Milliseconds, limit: Int64) throws -> [StoredDevice] {
        try transaction.rows(
            """
            SELECT * FROM device WHERE remind <= $1 AND settled IS NULL AND suspended IS NULL
            ORDER BY remind, id LIMIT $2
            """,
            [.integer(now), .integer(limit)]
        ).map(Self.device)
    }

    /// Notes before which moment a device does not settle, and its codes do not count if they are to wait as well.
    func hold(_ id: ServiceDeviceID, until moment: Milliseconds, codes: Bool) throws {
        for column in codes ? ["held", "codes_held"] : ["held"] {
            try transaction.execute("UPDATE device SET \(column) = $2 WHERE id = $1", [id.sql, .integer(moment)])
        }
    }

    /// Notes how often a device was told of, and when to look again.
    func remind(_ id: ServiceDeviceID, reminders: Int64, next: Milliseconds?) throws {
        try transaction.execute(
            "UPDATE device SET reminders = $2, remind = $3 WHERE id = $1",
            [id.sql, .integer(reminders), .integer(next)]
        )
    }

    /// Notes that a younger device has removed one; its sessions in browsers and what applications got go.
    ///
    /// Its own sessions stay, good for nothing: by their signatures the device is told what happened to it.
    func suspend(_ id: ServiceDeviceID, by actor: ServiceDeviceID?, at now: Milliseconds) throws {
        try transaction.execute(
            "UPDATE device SET suspended = $2, suspended_by = $3 WHERE id = $1",
            [id.sql, .integer(now), .text(actor?.rawValue)]
        )
        try transaction.execute("DELETE FROM session WHERE device = $1 AND is_taking_back = 1", [id.sql])
        for table in ["web_session", "openid_grant"] {
            try transaction.execute("DELETE FROM \(table) WHERE device = $1", [id.sql])
        }
    }

    /// Deletes up to `limit` devices that were suspended before a moment.
    func purge(suspendedBefore moment: Milliseconds, limit: Int64) throws {
        let gone = try transaction.rows(
            "DELETE FROM device WHERE id IN (SELECT id FROM device WHERE suspended <= $1 LIMIT $2) RETURNING id",
            [.integer(moment), .integer(limit)]
        )
        for row in gone { try forgetEvidence(of: try row.id("id")) }
    }

    /// Deletes a device and, with it, its sessions; false if the account has no such device.
    func delete(_ id: ServiceDeviceID, of account: AccountID) throws -> Bool {
        let row = try transaction.row(
            "DELETE FROM device WHERE id = $1 AND account = $2 RETURNING id",
            [id.sql, account.sql]
        )
        guard row != nil else { return false }
        try forgetEvidence(of: id)
        return true
    }

    private func forgetEvidence(of id: ServiceDeviceID) throws {
        for table in ["evidence", "contact_shown"] {
            try transaction.execute("DELETE FROM \(table) WHERE holder = $1", [id.sql])
        }
    }

    /// A device as a row of the table holds it.
    static func device(_ row: SQLRow) throws -> StoredDevice {
        StoredDevice(
            id: try row.id("id"),
            account: try row.id("account"),
            name: try row.blob("name"),
            secret: try row.blob("secret"),
            lastStep: try row.integer("last_step"),
            added: try row.integer("added"),
            lastUsed: try row.integer("last_used"),
            place: try row.integer("place"),
            settled: try row.optionalInteger("settled"),
            reminders: try row.integer("reminders"),
            remind: try row.optionalInteger("remind"),
            held: try row.optionalInteger("held"),
            codesHeld: try row.optionalInteger("codes_held"),
            suspended: try row.optionalInteger("suspended"),
            suspendedBy: try row.optionalID("suspended_by")
        )
    }
}
