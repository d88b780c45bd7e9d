import AccountAPI
import Encodings
import SQLDatabase

/// What shows evidence: a device with all its sessions, or a session that belongs to none.
struct EvidenceHolder: Sendable, Hashable {
    let id: String
    let account: AccountID
    /// The device, of which it counts what it has ever shown; nil for a session that belongs to none.
    let device: ServiceDeviceID?
    /// Whether it is a device.
    var isDevice: Bool { device != nil }

    /// The holder that a session belongs to.
    init(_ session: Session) {
        self.init(device: session.device, session: session.id, account: session.account)
    }

    /// The device if there is one, else the session.
    init(device: ServiceDeviceID?, session: SessionID, account: AccountID) {
        id = device?.rawValue ?? session.rawValue
        self.device = device
        self.account = account
    }

    /// A device with all its sessions.
    init(device: ServiceDeviceID, account: AccountID) {
        id = device.rawValue
        self.device = device
        self.account = account
    }

    /// A session in a browser: what its device shows elsewhere does not count there.
    init(browser: WebSession) {
        id = "browser:\(browser.id)"
        device = nil
        account = browser.account
    }
}

/// The evidence that was shown.
struct EvidenceStore {
    /// How long it is remembered what a session without a device has shown; what a device has shown goes with the device.
    private static let memory = Milliseconds.day
    /// How many showings of contacts are noted of one holder.
    private static let showings = 50

    /// The transaction that the statements run in.
    let transaction: any SQLTransaction

    /// Notes that a kind was shown now.
    func insert(_ kind: EvidenceKind, by holder: EvidenceHolder, now: Milliseconds) throws {
        try transaction.execute(
            """
            INSERT INTO evidence (holder, kind, account, shown, is_void, expires) VALUES ($1, $2, $3, $4, 0, $5)
            ON CONFLICT (holder, kind) DO UPDATE SET shown = $4, is_void = 0, expires = $5
            """,
            [
                .text(holder.id), .text(kind.rawValue), holder.account.sql, .integer(now),
                .integer(holder.isDevice ? .max : now + Self.memory),
            ]
        )
    }

    /// Notes which contacts a code went to that was typed, also where that was no evidence: the holder had added it.
    ///
    /// Of too many the oldest goes: whoever adds one after the other is protected by fewer of them.
    func insert(_ contacts: Set<ContactID>, by holder: EvidenceHolder, now: Milliseconds) throws {
        try insert(ShownContacts.text(contacts), by: holder, now: now)
    }

    /// Notes that a contact was shown of which it is not known which.
    func insertUnknownContact(by holder: EvidenceHolder, now: Milliseconds) throws {
        try insert(ShownContacts(hasUnknown: true).text, by: holder, now: now)
    }

    private func insert(_ contacts: String, by holder: EvidenceHolder, now: Milliseconds) throws {
        try transaction.execute(
            """
            INSERT INTO contact_shown (holder, contacts, account, shown, expires) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (holder, contacts) DO UPDATE SET shown = $4, expires = $5
            """,
            [
                .text(holder.id), .text(contacts), holder.account.sql, .integer(now),
                .integer(holder.isDevice ? .max : now + Self.memory),
            ]
        )
        try transaction.execute(
            """
            DELETE FROM contact_shown WHERE holder = $1 AND contacts NOT IN
                (SELECT contacts FROM contact_shown WHERE holder = $1 ORDER BY shown DESC, contacts LIMIT $2)
            """,
            [.text(holder.id), .integer(Int64(Self.showings))]
        )
    }

    /// Which contacts a holder has shown.
    func contacts(of holder: EvidenceHolder) throws -> ShownContacts {
        let sql = "SELECT contacts FROM contact_shown WHERE holder = $1 AND account = $2"
        return try transaction.rows(sql, [.text(holder.id), holder.account.sql])
            .reduce(ShownContacts()) { try $0.union(ShownContacts(text: $1.text("contacts"))) }
    }

    /// The kinds that were shown after a moment, or ever, and count still.
    func kinds(of holder: EvidenceHolder, after moment: Milliseconds = 0) throws -> Set<EvidenceKind> {
        let sql = "SELECT kind FROM evidence WHERE holder = $1 AND account = $2 AND shown > $3 AND is_void = 0"
        return Set(
            try transaction.rows(sql, [.text(holder.id), holder.account.sql, .integer(moment)])
                .compactMap { EvidenceKind(rawValue: try $0.text("kind")) }
        )
    }

    /// The kinds that a device has ever shown.
    func everShown(by device: ServiceDeviceID) throws -> Set<EvidenceKind> {
        Set(
            try transaction.rows("SELECT kind FROM evidence WHERE holder = $1", [device.sql])
                .compactMap { EvidenceKind(rawValue: try $0.text("kind")) }
        )
    }

    /// Ends what others than a holder have shown of a kind: the secret is another one now.
    func end(_ kind: EvidenceKind, of account: AccountID, except kept: EvidenceHolder) throws {
        try transaction.execute(
            "UPDATE evidence SET is_void = 1 WHERE account = $1 AND kind = $2 AND holder <> $3",
            [account.sql, .text(kind.rawValue), .text(kept.id)]
        )
    }

    /// Ends all that was shown in an account.
    func endAll(of account: AccountID) throws {
        try transaction.execute("UPDATE evidence SET is_void = 1 WHERE account = $1", [account.sql])
    }
}
