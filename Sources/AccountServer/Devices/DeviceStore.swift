import AccountAPI
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
}

/// The devices.
struct DeviceStore {
    /// The transaction that the statements run in.
    let transaction: any SQLTransaction

    /// Keeps a new device.
    func insert(_ device: StoredDevice) throws {
        try transaction.execute(
            """
            INSERT INTO device (id, account, name, secret, last_step, added, last_used)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            """,
            [
                device.id.sql, device.account.sql, .blob(device.name), .blob(device.secret),
                .integer(device.lastStep), .integer(device.added), .integer(device.lastUsed),
            ]
        )
    }

    /// The device with an identifier.
    func device(_ id: ServiceDeviceID) throws -> StoredDevice? {
        try transaction.row("SELECT * FROM device WHERE id = $1", [id.sql]).map(Self.device)
    }

    /// The device with an identifier, if it is one of the account with this name.
    func device(_ id: ServiceDeviceID, login: [UInt8]) throws -> StoredDevice? {
        let sql = """
            SELECT device.* FROM device JOIN account ON account.id = device.account
            WHERE device.id = $1 AND account.login = $2
            """
        return try transaction.row(sql, [id.sql, .blob(login)]).map(Self.device)
    }

    /// The devices of an account, the oldest first.
    func devices(of account: AccountID) throws -> [StoredDevice] {
        let sql = "SELECT * FROM device WHERE account = $1 ORDER BY added, id"
        return try transaction.rows(sql, [account.sql]).map(Self.device)
    }

    /// The devices of the account with a name.
    func devices(login: [UInt8]) throws -> [StoredDevice] {
        let sql = "SELECT device.* FROM device JOIN account ON account.id = device.account WHERE account.login = $1"
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

    /// Deletes a device and, with it, its sessions; false if the account has no such device.
    func delete(_ id: ServiceDeviceID, of account: AccountID) throws -> Bool {
        let row = try transaction.row(
            "DELETE FROM device WHERE id = $1 AND account = $2 RETURNING id",
            [id.sql, account.sql]
        )
        return row != nil
    }

    private static func device(_ row: SQLRow) throws -> StoredDevice {
        StoredDevice(
            id: try row.id("id"),
            account: try row.id("account"),
            name: try row.blob("name"),
            secret: try row.blob("secret"),
            lastStep: try row.integer("last_step"),
            added: try row.integer("added"),
            lastUsed: try row.integer("last_used")
        )
    }
}
