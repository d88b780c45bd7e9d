import AccountAPI
import Encodings
import SQLDatabase

/// What sessions that take an account back have done, and what they end.
struct TakingBackStore {
    /// The transaction that the statements run in.
    let transaction: any SQLTransaction

    /// Notes that a session was opened with a secret of before.
    func showSecret(in session: SessionID, now: Milliseconds) throws {
        try transaction.execute(
            "INSERT INTO taking_back (session, secret_shown) VALUES ($1, $2)",
            [session.sql, .integer(now)]
        )
    }

    /// The secrets of before that a device has shown after a moment, in all its sessions that take the account back.
    func secrets(of device: ServiceDeviceID, after moment: Milliseconds) throws -> Set<CredentialID> {
        let sql = """
            SELECT session.credential AS credential FROM session JOIN taking_back ON taking_back.session = session.id
            WHERE session.device = $1 AND session.is_taking_back = 1 AND taking_back.secret_shown > $2
            """
        return Set(try transaction.rows(sql, [device.sql, .integer(moment)]).map { try $0.id("credential") })
    }

    /// The contact of before that was shown in a session after a moment.
    ///
    /// In this session alone: one that another secret has opened may have had other contacts before it.
    func shownContact(in session: SessionID, after moment: Milliseconds) throws -> ContactID? {
        let sql = "SELECT contact FROM taking_back WHERE session = $1 AND contact_shown > $2"
        return try transaction.row(sql, [session.sql, .integer(moment)])?.optionalID("contact")
    }

    /// Notes the password that was started in a session, in the place of an earlier one.
    func start(
        _ registration: RegistrationID,
        _ credential: CredentialID,
        _ backup: BackupMark?,
        in session: SessionID
    ) throws {
        try transaction.execute(
            """
            INSERT INTO taking_back (session, registration, credential, backup, backup_epoch, backup_made)
            VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (session) DO UPDATE
                SET registration = $2, credential = $3, backup = $4, backup_epoch = $5, backup_made = $6
            """,
            [
                session.sql, registration.sql, credential.sql, .text(backup?.id.rawValue),
                .integer((backup?.epoch).map(Int64.init)), .text(backup?.made),
            ]
        )
    }

    /// The password that was started in a session.
    struct Started {
        let registration: RegistrationID
        let credential: CredentialID
        /// The backup whose key comes wrapped.
        let backup: BackupMark?
    }

    /// The password that was started in a session, if any.
    func started(in session: SessionID) throws -> Started? {
        let sql = "SELECT * FROM taking_back WHERE session = $1 AND registration IS NOT NULL"
        return try transaction.row(sql, [session.sql]).map { row in
            Started(
                registration: try row.id("registration"),
                credential: try row.id("credential"),
                backup: try BackupMark(registration: row)
            )
        }
    }

    /// Notes the code that is sent to a contact of before; an earlier one no longer works.
    func open(
        _ proof: ContactProofID,
        by contact: ContactID,
        code: [UInt8],
        in session: SessionID,
        expires: Milliseconds
    ) throws {
        try transaction.execute(
            """
            INSERT INTO taking_back (session, proof, proof_contact, code, tries, expires) VALUES ($1, $2, $3, $4, 0, $5)
            ON CONFLICT (session) DO UPDATE SET proof = $2, proof_contact = $3, code = $4, tries = 0, expires = $5
            """,
            [session.sql, proof.sql, contact.sql, .blob(code), .integer(expires)]
        )
    }

    /// Spends one try and returns the sealed code; nil if the session has no such code, or no tries left.
    func spendTry(
        _ proof: ContactProofID,
        in session: SessionID,
        limit: Int64,
        now: Milliseconds
    ) throws -> ContactCodes.Spent? {
        let row = try transaction.row(
            """
            UPDATE taking_back SET tries = tries + 1
            WHERE session = $1 AND proof = $2 AND code IS NOT NULL AND tries < $3 AND expires > $4
            RETURNING code, tries
            """,
            [session.sql, proof.sql, .integer(limit), .integer(now)]
        )
        return try row.map { ContactCodes.Spent(code: try $0.blob("code"), tries: try $0.integer("tries")) }
    }

    /// Forgets a code that could not be sent.
    func forget(_ proof: ContactProofID, in session: SessionID) throws {
        try transaction.execute(
            "UPDATE taking_back SET proof = NULL, code = NULL, expires = NULL WHERE session = $1 AND proof = $2",
            [session.sql, proof.sql]
        )
    }

    /// Notes that the code was typed, and forgets it.
    func showContact(in session: SessionID, now: Milliseconds) throws {
        try transaction.execute(
            "UPDATE taking_back SET code = NULL, contact = proof_contact, contact_shown = $2 WHERE session = $1",
            [session.sql, .integer(now)]
        )
    }

    /// The devices of an account, suspended ones too, the oldest first.
    func everyDevice(of account: AccountID) throws -> [StoredDevice] {
        let sql = "SELECT * FROM device WHERE account = $1 ORDER BY place, id"
        return try transaction.rows(sql, [account.sql]).map(DeviceStore.device)
    }

    /// Makes a device count again.
    func resume(_ device: ServiceDeviceID) throws {
        try transaction.execute(
            "UPDATE device SET suspended = NULL, suspended_by = NULL WHERE id = $1",
            [device.sql]
        )
    }

    /// Makes the settled devices count again that some devices have suspended.
    func resume(suspendedBy actors: [ServiceDeviceID], of account: AccountID) throws {
        for actor in actors {
            try transaction.execute(
                """
                UPDATE device SET suspended = NULL, suspended_by = NULL
                WHERE account = $1 AND suspended_by = $2 AND settled IS NOT NULL
                """,
                [account.sql, actor.sql]
            )
        }
    }

    /// Makes the settled devices count again that someone without a device has suspended since a moment.
    func resumeSuspendedByNobody(of account: AccountID, since moment: Milliseconds) throws {
        try transaction.execute(
            """
            UPDATE device SET suspended = NULL
            WHERE account = $1 AND suspended >= $2 AND suspended_by IS NULL AND settled IS NOT NULL
            """,
            [account.sql, .integer(moment)]
        )
    }

    /// Ends every session, browser session, grant, proof and registration of an account.
    func endEverything(of account: AccountID) throws {
        for table in ["session", "web_session", "openid_grant", "contact_proof", "registration"] {
            try transaction.execute("DELETE FROM \(table) WHERE account = $1", [account.sql])
        }
    }
}
