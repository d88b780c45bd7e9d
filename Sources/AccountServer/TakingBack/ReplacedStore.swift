import AccountAPI
import Encodings
import SQLDatabase

/// What guarded acts have replaced.
struct ReplacedStore {
    /// How long it is kept.
    static let lifetime = 30 * Milliseconds.day
    /// Whoever has no device is younger than all.
    static let noDevice = Int64.max

    // All but the sealed state, which is long, and read where it is looked at.
    private static let columns = """
        id, number, actor, actor_place, shown, contacts, password, recovery_code, backup, at, last, expires
        """

    /// The transaction that the statements run in.
    let transaction: any SQLTransaction

    /// Keeps what there was before an act.
    func insert(
        _ id: String,
        of account: AccountID,
        actor: StoredDevice?,
        shown: Set<EvidenceKind>,
        _ contacts: ShownContacts,
        _ state: AccountState,
        sealed: [UInt8],
        now: Milliseconds
    ) throws {
        let last = try transaction.row("SELECT max(number) AS number FROM replaced WHERE account = $1", [account.sql])
        let number = try last?.optionalInteger("number") ?? 0
        try transaction.execute(
            """
            INSERT INTO replaced
                (id, account, number, actor, actor_place, shown, password, recovery_code, state, at, expires,
                contacts, backup)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            """,
            [
                .text(id), account.sql, .integer(number + 1), .text(actor?.id.rawValue),
                .integer(actor?.place ?? Self.noDevice),
                Self.text(shown),
                .text(state.password?.id.rawValue), .text(state.recoveryCode?.id.rawValue), .blob(sealed),
                .integer(now), .integer(now + Self.lifetime), .text(contacts.text),
                .text(BackupMark.text(state.backup?.mark)),
            ]
        )
    }

    /// What devices younger than one have replaced since it was settled, the newest first.
    ///
    /// A device that settles later, with a password that leaked, would undo what its owner did about it.
    func replacements(
        undoneBy device: StoredDevice,
        now: Milliseconds
    ) throws -> [StoredReplacement] {
        guard let settled = device.settled else { return [] }
        return try transaction.rows(
            """
            SELECT \(Self.columns) FROM replaced WHERE account = $1 AND actor_place > $2 AND expires > $3 AND at >= $4
            ORDER BY number DESC
            """,
            [device.account.sql, .integer(device.place), .integer(now), .integer(settled)]
        ).map(Self.replacement)
    }

    /// What a device has replaced, or whoever has none, the oldest first.
    func replacements(
        by actor: ServiceDeviceID?,
        in account: AccountID,
        now: Milliseconds
    ) throws -> [StoredReplacement] {
        try transaction.rows(
            """
            SELECT \(Self.columns) FROM replaced
            WHERE account = $1 AND coalesce(actor, '') = $2 AND expires > $3 ORDER BY number
            """,
            [account.sql, .text(actor?.rawValue ?? ""), .integer(now)]
        ).map(Self.replacement)
    }

    /// All that was replaced in an account, the oldest first.
    func replacements(of account: AccountID, now: Milliseconds) throws -> [StoredReplacement] {
        try transaction.rows(
            "SELECT \(Self.columns) FROM replaced WHERE account = $1 AND expires > $2 ORDER BY number",
            [account.sql, .integer(now)]
        ).map(Self.replacement)
    }

    /// The sealed ``AccountState`` that there was before an act.
    func state(before replacement: StoredReplacement) throws -> [UInt8] {
        let row = try transaction.row("SELECT state FROM replaced WHERE id = $1", [.text(replacement.id)])
        guard let row else { throw SQLDatabaseError.unexpectedColumn("state") }
        return try row.blob("state")
    }

    /// How much was replaced in an account.
    func count(of account: AccountID) throws -> Int64 {
        try transaction.row("SELECT count(*) AS count FROM replaced WHERE account = $1", [account.sql])?
            .integer("count") ?? 0
    }

    /// When the first of what was replaced in an account is forgotten.
    func firstEnd(of account: AccountID) throws -> Milliseconds? {
        try transaction.row("SELECT min(expires) AS expires FROM replaced WHERE account = $1", [account.sql])?
            .optionalInteger("expires")
    }

    /// Has one stand for another act of the same actor, with this state.
    func renew(
        _ replacement: StoredReplacement,
        sealed: [UInt8],
        _ contacts: ShownContacts,
        now: Milliseconds
    ) throws {
        try transaction.execute(
            "UPDATE replaced SET state = $2, last = $3, expires = $4, contacts = $5 WHERE id = $1",
            [
                .text(replacement.id), .blob(sealed), .integer(now), .integer(now + Self.lifetime),
                .text(contacts.text),
            ]
        )
    }

    private static func text(_ shown: Set<EvidenceKind>) -> SQLValue {
        .text(EvidenceKind.allCases.filter(shown.contains).map(\.rawValue).joined(separator: " "))
    }

    private static func replacement(_ row: SQLRow) throws -> StoredReplacement {
        let credential = { (column: String) in try row.optionalText(column).flatMap(CredentialID.init) }
        let shown = try row.text("shown").utf8.split(separator: UInt8(ascii: " "))
        let at = try row.integer("at")
        return StoredReplacement(
            id: try row.text("id"),
            number: try row.integer("number"),
            actor: try row.optionalID("actor"),
            actorPlace: try row.integer("actor_place"),
            shown: Set(shown.compactMap { EvidenceKind(rawValue: String(decoding: Array($0), as: UTF8.self)) }),
            contacts: ShownContacts(text: try row.optionalText("contacts")),
            password: try credential("password"),
            recoveryCode: try credential("recovery_code"),
            backup: try row.optionalText("backup"),
            at: at,
            last: try row.optionalInteger("last") ?? at,
            expires: try row.integer("expires")
        )
    }

    /// Has an act, and what came after it, count as done by an older device.
    func pass(
        _ replacement: StoredReplacement,
        to device: StoredDevice,
        shown: Set<EvidenceKind>,
        _ contacts: ShownContacts,
        last: Milliseconds
    ) throws {
        try transaction.execute(
            """
            UPDATE replaced SET actor = $2, actor_place = $3, shown = $4, last = $5, expires = $6, contacts = $7
            WHERE id = $1
            """,
            [
                .text(replacement.id), device.id.sql, .integer(device.place), Self.text(shown), .integer(last),
                .integer(last + Self.lifetime), .text(contacts.text),
            ]
        )
    }

    /// Has an act of a device that is gone stand for later ones, with this state.
    func fold(
        _ replacement: StoredReplacement,
        sealed: [UInt8],
        shown: Set<EvidenceKind>,
        _ contacts: ShownContacts,
        last: Milliseconds,
        expires: Milliseconds
    ) throws {
        try transaction.execute(
            "UPDATE replaced SET state = $2, shown = $3, contacts = $4, last = $5, expires = $6 WHERE id = $1",
            [
                .text(replacement.id), .blob(sealed), Self.text(shown), .text(contacts.text), .integer(last),
                .integer(expires),
            ]
        )
    }

    /// Keeps another state of an act.
    func set(_ replacement: StoredReplacement, sealed: [UInt8]) throws {
        try transaction.execute(
            "UPDATE replaced SET state = $2 WHERE id = $1",
            [.text(replacement.id), .blob(sealed)]
        )
    }

    /// Notes what an actor had shown, when it has last acted before a state with the same secrets, and until when that is kept.
    func set(
        _ replacement: StoredReplacement,
        shown: Set<EvidenceKind>,
        _ contacts: ShownContacts,
        last: Milliseconds,
        expires: Milliseconds
    ) throws {
        try transaction.execute(
            "UPDATE replaced SET shown = $2, contacts = $3, last = $4, expires = $5 WHERE id = $1",
            [
                .text(replacement.id), Self.text(shown), .text(contacts.text), .integer(last), .integer(expires),
            ]
        )
    }

    /// Has all that a device which is gone has done count as done by another one that is gone.
    func rename(_ actor: ServiceDeviceID, to other: ServiceDeviceID, of account: AccountID) throws {
        for (table, column) in [("replaced", "actor"), ("device", "suspended_by")] {
            try transaction.execute(
                "UPDATE \(table) SET \(column) = $3 WHERE account = $1 AND \(column) = $2",
                [account.sql, actor.sql, other.sql]
            )
        }
    }

    /// Forgets one act.
    func delete(_ replacement: StoredReplacement) throws {
        try transaction.execute("DELETE FROM replaced WHERE id = $1", [.text(replacement.id)])
    }

    /// Forgets what was kept from an act on: it is taken back.
    func delete(of account: AccountID, from number: Int64) throws {
        try transaction.execute(
            "DELETE FROM replaced WHERE account = $1 AND number >= $2",
            [account.sql, .integer(number)]
        )
    }
}
