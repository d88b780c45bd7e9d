import AccountAPI
import SQLDatabase

/// The public half of a device's credential as it is stored.
struct StoredDeviceCredential: Sendable {
    let device: ServiceDeviceID
    let account: AccountID
    /// X9.63 uncompressed, 65 bytes.
    let publicKey: [UInt8]
    /// Whether the device has answered its test request.
    let isConfirmed: Bool
}

/// The credentials of devices: their public halves, which is all that the service ever has of them.
struct DeviceCredentialStore {
    /// The transaction that the statements run in.
    let transaction: any SQLTransaction

    /// Keeps a credential in the place of the one that the device had, if any; `confirmed` is nil before its test.
    func replace(
        _ device: ServiceDeviceID,
        of account: AccountID,
        publicKey: [UInt8],
        confirmed: Milliseconds?,
        now: Milliseconds
    ) throws {
        try transaction.execute("DELETE FROM device_credential WHERE device = $1", [device.sql])
        try transaction.execute(
            """
            INSERT INTO device_credential (device, account, public_key, created, confirmed, last_signed)
            VALUES ($1, $2, $3, $4, $5, 0)
            """,
            [device.sql, account.sql, .blob(publicKey), .integer(now), .integer(confirmed)]
        )
    }

    /// The credential of a device, or that of one which was suspended.
    func credential(of device: ServiceDeviceID, isSuspended: Bool = false) throws -> StoredDeviceCredential? {
        let row = try transaction.row(
            """
            SELECT device_credential.* FROM device_credential JOIN device ON device.id = device_credential.device
            WHERE device_credential.device = $1 AND (device.suspended IS NOT NULL) = ($2 = 1)
            """,
            [device.sql, .flag(isSuspended)]
        )
        return try row.map(Self.credential)
    }

    /// The devices of an account that may answer its sign-in requests.
    func confirmed(of account: AccountID) throws -> [ServiceDeviceID] {
        let sql = """
            SELECT device_credential.device AS device FROM device_credential
            JOIN device ON device.id = device_credential.device
            WHERE device_credential.account = $1 AND device_credential.confirmed IS NOT NULL
                AND device.suspended IS NULL
            """
        return try transaction.rows(sql, [account.sql]).map { try $0.id("device") }
    }

    /// Uses the time of a signature up; false if it, or a later one, was used before.
    func advance(_ device: ServiceDeviceID, time: Int64) throws -> Bool {
        let row = try transaction.row(
            "UPDATE device_credential SET last_signed = $2 WHERE device = $1 AND last_signed < $2 RETURNING device",
            [device.sql, .integer(time)]
        )
        return row != nil
    }

    /// The newest time that the device has signed with.
    func lastSigned(_ device: ServiceDeviceID) throws -> Int64? {
        try transaction.row("SELECT last_signed FROM device_credential WHERE device = $1", [device.sql])?
            .integer("last_signed")
    }

    /// Deletes the credential of a device; false if it has none.
    func delete(_ device: ServiceDeviceID) throws -> Bool {
        let sql = "DELETE FROM device_credential WHERE device = $1 RETURNING device"
        return try transaction.row(sql, [device.sql]) != nil
    }

    /// Notes that the device has answered its test request.
    func confirm(_ device: ServiceDeviceID, now: Milliseconds) throws {
        try transaction.execute(
            "UPDATE device_credential SET confirmed = $2 WHERE device = $1",
            [device.sql, .integer(now)]
        )
    }

    private static func credential(_ row: SQLRow) throws -> StoredDeviceCredential {
        StoredDeviceCredential(
            device: try row.id("device"),
            account: try row.id("account"),
            publicKey: try row.blob("public_key"),
            isConfirmed: try row.optionalInteger("confirmed") != nil
        )
    }
}
