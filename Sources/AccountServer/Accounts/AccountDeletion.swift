import AccountAPI
import SQLDatabase

/// The rules of deleting a personal account.
struct AccountDeletion: Sendable {
    private let service: ServiceContext

    /// Makes the rules over a service.
    init(_ service: ServiceContext) {
        self.service = service
    }

    /// Deletes the session's account with everything that belongs to it, and tells its contacts.
    ///
    /// Nothing brings it back, so a device cannot do it while an older one could still take the account back. That is said
    /// first: nobody types a password for what is refused all the same.
    func delete(for session: Session) async throws {
        let now = service.now
        let account = session.account
        let (farewells, devices) = try await service.database.write { transaction in
            try Sessions.authorizeChange(session, transaction)
            try Settling(service).settleDue(in: account, transaction)
            let devices = try TakingBackStore(transaction: transaction).everyDevice(of: account)
            let place = devices.first { $0.id == session.device }?.place ?? ReplacedStore.noDevice
            guard !devices.contains(where: { $0.settled != nil && $0.place < place }) else {
                throw Problem(.olderDevice)
            }
            try Evidence(service).require(.deleteAccount, session, transaction)
            let farewells = try ContactStore(transaction: transaction).contacts(of: account, now: now)
                .filter(\.isVerified)
                .compactMap { try Farewells(service).keep(.accountDeleted, for: $0, transaction) }
            let store = AccountStore(transaction: transaction)
            try store.retire(try store.login(of: account), now: now)
            try store.delete(account)
            return (farewells, devices)
        }
        for device in devices {
            service.live.end(device.id, of: account)
        }
        // Side by side, so that whoever deletes it waits for the slowest of them and not for one after the other.
        await withTaskGroup(of: Void.self) { group in
            for farewell in farewells {
                group.addTask { await Farewells(service).sendNow(farewell) }
            }
        }
    }
}

extension AccountStore {
    /// How long nobody gets the name of an account that was deleted: whoever took it would be taken for its owner.
    static let retirement = 90 * Milliseconds.day

    /// Keeps a name from being taken for a time.
    fileprivate func retire(_ login: [UInt8], now: Milliseconds) throws {
        try transaction.execute(
            """
            INSERT INTO retired_login (login, retired) VALUES ($1, $2)
            ON CONFLICT (login) DO UPDATE SET retired = $2
            """,
            [.blob(login), .integer(now)]
        )
    }

    /// Whether a name is kept from being taken.
    func isRetired(_ login: [UInt8], now: Milliseconds) throws -> Bool {
        let sql = "SELECT login FROM retired_login WHERE login = $1 AND retired > $2"
        return try transaction.row(sql, [.blob(login), .integer(now - Self.retirement)]) != nil
    }

    /// Lets up to `limit` names go whose time is over.
    func purgeRetired(now: Milliseconds, limit: Int64) throws {
        try transaction.execute(
            "DELETE FROM retired_login WHERE login IN (SELECT login FROM retired_login WHERE retired <= $1 LIMIT $2)",
            [.integer(now - Self.retirement), .integer(limit)]
        )
    }

    /// Deletes an account; all rows that belong to it go with it.
    fileprivate func delete(_ account: AccountID) throws {
        try transaction.execute("DELETE FROM account WHERE id = $1", [account.sql])
    }
}
